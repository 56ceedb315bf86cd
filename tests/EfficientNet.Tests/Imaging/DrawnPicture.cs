namespace EfficientNet.Tests.Imaging;

/// <summary>A picture as rows of red, green, blue in turn.</summary>
internal sealed class DrawnPicture(int width, int height)
{
    public int Width => width;

    public int Height => height;

    public byte[] Pixels { get; } = new byte[width * height * 3];

    public byte this[int x, int y, int channel]
    {
        get => Pixels[(y * width + x) * 3 + channel];
        set => Pixels[(y * width + x) * 3 + channel] = value;
    }

    /// <summary>Gradients, sharp edges and noise: something of all that makes resampling hard.</summary>
    public static DrawnPicture Draw(int width, int height, int seed)
    {
        var random = new Random(seed);
        var picture = new DrawnPicture(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                picture[x, y, 0] = (byte)(255 * x / width);
                picture[x, y, 1] = (byte)((x / 5 + y / 7) % 2 * 255);
                picture[x, y, 2] = (byte)random.Next(256);
            }
        }

        return picture;
    }
}
