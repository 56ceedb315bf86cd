namespace EfficientNet.Benchmarks.Contenders;

/// <summary>A picture of 500 x 375 made-up pixels in memory.</summary>
internal static class TestPicture
{
    public const int Width = 500, Height = 375;

    /// <summary>So many bytes a pixel; the fourth, where there is one, is 255: opaque.</summary>
    public static byte[] Pixels(int bytesPerPixel)
    {
        var pixels = new byte[Height * Width * bytesPerPixel];
        new Random(1).NextBytes(pixels);
        for (int i = 3; bytesPerPixel == 4 && i < pixels.Length; i += 4)
        {
            pixels[i] = byte.MaxValue;
        }

        return pixels;
    }
}
