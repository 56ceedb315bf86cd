namespace Microsoft.ML.Data.Imaging;

/// <summary>Decoded pixels: four bytes each (blue, green, red, alpha), colours multiplied by alpha, rows from the top.</summary>
internal sealed record Bitmap(int Width, int Height, byte[] Pixels)
{
    public static Bitmap Allocate(int width, int height)
    {
        var bytes = (long)width * height * 4;
        return bytes <= Array.MaxLength
            ? new Bitmap(width, height, new byte[bytes])
            : throw new OverflowException("Arithmetic operation resulted in an overflow.");
    }

    /// <summary>Sets one pixel from colours that are not yet multiplied by alpha.</summary>
    public void Set(int at, byte red, byte green, byte blue, byte alpha)
    {
        Pixels[at] = Multiply(blue, alpha);
        Pixels[at + 1] = Multiply(green, alpha);
        Pixels[at + 2] = Multiply(red, alpha);
        Pixels[at + 3] = alpha;
    }

    /// <summary>a * b / 255, rounded.</summary>
    public static byte Multiply(byte a, byte b)
    {
        var product = a * b + 128;
        return (byte)(product + (product >> 8) >> 8);
    }

    /// <summary>The colour before its multiplication by alpha, as near as eight bits tell.</summary>
    public static byte Divide(byte colour, byte alpha) =>
        alpha == 255 ? colour : alpha == 0 ? (byte)0 : (byte)Math.Min(255, (colour * 255 + alpha / 2) / alpha);
}
