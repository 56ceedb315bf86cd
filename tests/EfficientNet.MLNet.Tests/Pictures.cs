using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Tests;

/// <summary>A folder of drawn pictures that is gone when the test is over.</summary>
internal sealed class Pictures : IDisposable
{
    public Pictures() => Directory.CreateDirectory(Folder);

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"efficientnet-tests-{Guid.NewGuid():N}");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Writes a PNG of stripes or of discs on noise, which a network tells apart easily; answers its path.</summary>
    public string Draw(string name, bool discs = false, int seed = 1, int width = 160, int height = 120)
    {
        string path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using MLImage image = Image(discs, seed, width, height);
        image.Save(path);
        return path;
    }

    /// <summary>Writes bytes under a name; answers the path.</summary>
    public string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public static MLImage Image(bool discs = false, int seed = 1, int width = 160, int height = 120)
    {
        var random = new Random(seed);
        byte[] pixels = new byte[width * height * 4];
        int period = random.Next(14, 24);
        int shift = random.Next(period);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int fromCentreX = ((x + shift) % (2 * period)) - period;
                int fromCentreY = ((y + shift) % (2 * period)) - period;
                bool inside = discs
                    ? (fromCentreX * fromCentreX) + (fromCentreY * fromCentreY) < period * period / 2
                    : (x + y + shift) / (period / 2) % 2 == 0;
                Span<byte> pixel = pixels.AsSpan(((y * width) + x) * 4, 4);
                pixel[0] = (byte)((inside ? 60 : 150) + random.Next(30));
                pixel[1] = (byte)((inside ? 90 : 140) + random.Next(30));
                pixel[2] = (byte)((inside ? 200 : 70) + random.Next(30));
                pixel[3] = 255;
            }
        }

        return MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, pixels);
    }

    /// <summary>Ten pictures a class in the folders "discs" and "stripes".</summary>
    public IReadOnlyList<LabeledImage> DrawClasses(int count = 10)
    {
        for (int i = 0; i < count; i++)
        {
            Draw($"discs/{i:00}.png", discs: true, seed: i);
            Draw($"stripes/{i:00}.png", discs: false, seed: i);
        }

        return ImageFolder.Read(Folder);
    }
}
