using Microsoft.ML.Data;

namespace EfficientNet.Samples.Tests;

/// <summary>Simple patterns, easy to tell apart, in colours that tell nothing about them.</summary>
internal static class PatternPictures
{
    private const int Size = 128;

    private static readonly Dictionary<string, Func<double, double, bool>> _patterns = new()
    {
        ["checkers"] = (x, y) => (Math.Floor(x) + Math.Floor(y)) % 2 == 0,
        ["dots"] = (x, y) => Math.Pow(x - Math.Floor(x) - 0.5, 2) + Math.Pow(y - Math.Floor(y) - 0.5, 2) < 0.1,
        ["stripes"] = (x, _) => x - Math.Floor(x) < 0.5,
    };

    public static IEnumerable<string> Classes => _patterns.Keys;

    /// <summary>Writes <paramref name="count"/> pictures a class, one folder a class.</summary>
    public static void Write(string folder, int count)
    {
        var random = new Random(7);
        foreach ((string name, Func<double, double, bool> pattern) in _patterns)
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
            for (int number = 0; number < count; number++)
            {
                double scale = 8 + 12 * random.NextDouble(), shift = 100 + random.NextDouble();
                byte[] dark = Colour(random, 0), light = Colour(random, 120);
                Save(Path.Combine(folder, name, $"{number:00}.png"), Size, Size, (x, y) => pattern(x / scale + shift, y / scale + shift) ? dark : light);
            }
        }
    }

    /// <summary>Writes a picture of which ImageNet has a class: three lamps, one above the other, in a black box.</summary>
    public static void WriteTrafficLight(string file)
    {
        byte[][] lamps = [[235, 30, 25], [250, 190, 20], [25, 200, 60]];
        Save(file, 240, 240, (x, y) =>
        {
            int lamp = Math.Clamp((y - 30) / 60, 0, 2);
            double distance = Math.Sqrt(Math.Pow(x - 120, 2) + Math.Pow(y - 60 - 60 * lamp, 2));
            bool box = x is > 82 and < 158 && y is > 22 and < 218;
            return distance < 24 ? lamps[lamp] : box ? [25, 25, 28] : [(byte)(120 + y / 4), (byte)(170 + y / 4), 235];
        });
    }

    private static byte[] Colour(Random random, int least)
        => [(byte)(least + random.Next(120)), (byte)(least + random.Next(120)), (byte)(least + random.Next(120))];

    private static void Save(string file, int width, int height, Func<int, int, byte[]> colour)
    {
        byte[] pixels = new byte[width * height * 4];
        for (int point = 0; point < width * height; point++)
        {
            colour(point % width, point / width).CopyTo(pixels, 4 * point);
            pixels[4 * point + 3] = 255;
        }

        using MLImage image = MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, pixels);
        image.Save(file);
    }
}
