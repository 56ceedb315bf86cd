using Microsoft.ML.Data;

namespace EfficientNet.Benchmarks.Material;

/// <summary>The pictures that are read: those of the reference files beside the repository, or drawn ones.</summary>
internal static class Photographs
{
    private const int DrawnCount = 40;

    /// <summary>The photographs of a folder, in order; none if there is no such folder.</summary>
    public static IReadOnlyList<string> In(string? folder) => folder is not null && Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder).Where(IsPicture).Order(StringComparer.Ordinal).Select(Path.GetFullPath)]
        : [];

    /// <summary>
    /// Draws pictures whose JPEG files are as large, and take as long to decode, as photographs: soft shapes, fine grain, 500 x 375 pixels
    /// with some variation.
    /// </summary>
    public static IReadOnlyList<string> Draw(string folder)
    {
        Directory.CreateDirectory(folder);
        return [.. Enumerable.Range(0, DrawnCount).Select(number => Draw(folder, number))];
    }

    private static bool IsPicture(string file)
        => Path.GetExtension(file).ToLowerInvariant() is ".jpg" or ".jpeg";

    private static string Draw(string folder, int number)
    {
        var random = new Random(number);
        int width = 500, height = random.Next(333, 376);
        if (number % 4 == 3)
        {
            (width, height) = (height, width);
        }

        // Six soft spots of colour, a slow wave, and grain.
        (double X, double Y, double Size, double[] Colour)[] spots = [.. Enumerable.Range(0, 6).Select(_ => (
            random.NextDouble() * width,
            random.NextDouble() * height,
            30 + (120 * random.NextDouble()),
            new[] { Shade(random), Shade(random), Shade(random) }))];
        double wave = 0.02 + (0.3 * random.NextDouble()), turn = random.NextDouble() * Math.PI;
        var pixels = new byte[width * height * 4];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double texture = 20 * Math.Sin(wave * ((x * Math.Cos(turn)) + (y * Math.Sin(turn)))) + (24 * (random.NextDouble() - 0.5));
                int at = 4 * ((y * width) + x);
                for (int channel = 0; channel < 3; channel++)
                {
                    double value = 110 + texture;
                    foreach ((double centreX, double centreY, double size, double[] colour) in spots)
                    {
                        double distance = (((x - centreX) * (x - centreX)) + ((y - centreY) * (y - centreY))) / (size * size);
                        value += distance < 4 ? colour[channel] * (1 - (distance / 4)) : 0;
                    }

                    pixels[at + channel] = (byte)Math.Clamp(value, 0, 255);
                }

                pixels[at + 3] = 255;
            }
        }

        string file = Path.Combine(folder, $"drawn-{number:00}.jpg");
        using MLImage image = MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, pixels);
        image.Save(file);
        return file;
    }

    private static double Shade(Random random) => (random.NextDouble() * 240) - 120;
}
