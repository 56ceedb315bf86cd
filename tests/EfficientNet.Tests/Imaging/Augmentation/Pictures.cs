using EfficientNet.Imaging;

namespace EfficientNet.Tests.Imaging;

/// <summary>Pictures to augment.</summary>
internal static class Pictures
{
    public static RgbPicture Draw(int width, int height, int seed = 1) => new(height, width, DrawnPicture.Draw(width, height, seed).Pixels);

    /// <summary>A picture in which each pixel says where it is: its row, its column, and their sum.</summary>
    public static RgbPicture Places(int width, int height) => Fill(width, height, (x, y) => ((byte)y, (byte)x, (byte)(x + y)));

    public static RgbPicture Fill(int width, int height, Func<int, int, (byte Red, byte Green, byte Blue)> color)
    {
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < width * height; i++)
        {
            (pixels[i * 3], pixels[(i * 3) + 1], pixels[(i * 3) + 2]) = color(i % width, i / width);
        }

        return new RgbPicture(height, width, pixels);
    }

    public static (byte Red, byte Green, byte Blue) At(this RgbPicture picture, int x, int y)
    {
        var pixel = picture.Pixels.Slice(((y * picture.Width) + x) * 3, 3);
        return (pixel[0], pixel[1], pixel[2]);
    }

    public static SeededRandom Random(int seed)
    {
        var bytes = new byte[32];
        new Random(seed).NextBytes(bytes);
        return new SeededRandom(bytes);
    }
}
