using System.Text.Json;
using EfficientNet.Testing;
using Microsoft.ML.Data;

namespace EfficientNet.Offline.Tests.ImageAnalytics;

public sealed class MLImageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ml-image-tests").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(MLPixelFormat.Bgra32, 3, 2, 1)]
    [InlineData(MLPixelFormat.Rgba32, 1, 2, 3)]
    public void KeepsThePixelsItIsMadeOf(MLPixelFormat format, byte red, byte green, byte blue)
    {
        byte[] pixels = [1, 2, 3, 255, 40, 50, 60, 255];

        using var image = MLImage.CreateFromPixels(2, 1, format, pixels);

        Assert.Equal((2, 1, 32, format), (image.Width, image.Height, image.BitsPerPixel, image.PixelFormat));
        Assert.Equal(pixels, image.Pixels.ToArray());
        Assert.Equal([blue, green, red], image.GetBGRPixels[..3]);
        Assert.Null(image.Tag);
    }

    [Fact]
    public void ChecksWhatItIsMadeOf()
    {
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(0, 1, MLPixelFormat.Bgra32, []));
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(1, -1, MLPixelFormat.Bgra32, []));
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(1, 1, MLPixelFormat.Unknown, new byte[4]));
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, new byte[3]));
        Assert.Throws<ArgumentNullException>(() => MLImage.CreateFromStream(null));
        Assert.Throws<ArgumentNullException>(() => MLImage.CreateFromFile(null));
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".PNG")]
    public void SavesAndReadsPngWithoutLoss(string extension)
    {
        var path = Path.Combine(_folder, "picture" + extension);
        byte[] pixels = [1, 2, 3, 255, 40, 50, 60, 255, 7, 8, 9, 255, 250, 251, 252, 255];
        using (var image = MLImage.CreateFromPixels(2, 2, MLPixelFormat.Bgra32, pixels))
            image.Save(path);

        using var read = MLImage.CreateFromFile(path);

        Assert.Equal(pixels[..3], read.GetBGRPixels[..3]);
        Assert.Equal(252, read.GetBGRPixels[^1]);
        Assert.Equal(255, read.Pixels[3]);
    }

    [Fact]
    public void SavesJpegNearly()
    {
        var path = Path.Combine(_folder, "picture.jpg");
        using (var image = MLImage.CreateFromPixels(16, 16, MLPixelFormat.Bgra32, [.. Enumerable.Repeat<byte[]>([200, 100, 50, 255], 256).SelectMany(p => p)]))
            image.Save(path);

        using var read = MLImage.CreateFromFile(path);

        Assert.Equal((16, 16), (read.Width, read.Height));
        Assert.All(read.GetBGRPixels.Chunk(3), pixel =>
        {
            Assert.InRange(pixel[0], 197, 203);
            Assert.InRange(pixel[1], 97, 103);
            Assert.InRange(pixel[2], 47, 53);
        });
    }

    [Theory]
    [InlineData("picture.tiff")]
    [InlineData("picture.bmp")]
    [InlineData("picture")]
    public void RefusesToSaveWhatItCannot(string name)
    {
        using var image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, new byte[4]);

        Assert.Throws<ArgumentException>(() => image.Save(Path.Combine(_folder, name)));
    }

    [Fact]
    public void ColoursAreMultipliedByAlpha()
    {
        var path = Path.Combine(_folder, "glass.png");
        // Half transparent: 100 is stored as 50.
        using (var image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, [50, 25, 0, 128]))
            image.Save(path);

        using var read = MLImage.CreateFromFile(path);

        var pixel = read.PixelFormat == MLPixelFormat.Bgra32 ? read.Pixels.ToArray() : [read.Pixels[2], read.Pixels[1], read.Pixels[0], read.Pixels[3]];
        Assert.Equal([50, 25, 0, 128], pixel);
        Assert.InRange(read.GetBGRPixels[0], 99, 101);
        Assert.InRange(read.GetBGRPixels[1], 49, 51);
    }

    [Fact]
    public void WhatIsNoPictureIsRefusedWithoutAName()
    {
        var path = Path.Combine(_folder, "no-picture.jpg");
        File.WriteAllText(path, "no picture");

        Assert.DoesNotContain(path, Assert.Throws<ArgumentException>(() => MLImage.CreateFromFile(path)).Message);
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromFile(Path.Combine(_folder, "absent.jpg")));
        using var empty = new MemoryStream();
        Assert.Throws<ArgumentException>(() => MLImage.CreateFromStream(empty));
    }

    [Fact]
    public void IsGoneOnceDisposed()
    {
        var image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, new byte[4]);
        image.Dispose();
        image.Dispose();

        Assert.Throws<InvalidOperationException>(() => image.Width);
        Assert.Throws<InvalidOperationException>(() => image.Tag = "gone");
        Assert.Throws<InvalidOperationException>(() => image.GetBGRPixels);
    }

    [Fact]
    public void IsMadeOnManyThreadsAtOnce()
    {
        var path = Path.Combine(_folder, "picture.png");
        using (var image = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Bgra32, [1, 2, 3, 255, 40, 50, 60, 255]))
            image.Save(path);

        Parallel.For(0, 200, _ =>
        {
            using var image = MLImage.CreateFromFile(path);
            Assert.Equal([1, 2, 3, 40, 50, 60], image.GetBGRPixels);
        });
    }

    [SkippableFact]
    public void ReadsEveryFormatAsPillowDoes()
    {
        var folder = SharedFiles.RequireOrSkip("reference", "formats");
        using var cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "cases.json")));
        foreach (var entry in cases.RootElement.EnumerateArray().Where(entry => entry.GetProperty("reads").GetBoolean()))
        {
            var name = entry.GetProperty("file").GetString()!;
            using var image = MLImage.CreateFromFile(Path.Combine(folder, name));
            var bgr = image.GetBGRPixels;
            Assert.Equal([image.Width, image.Height], entry.GetProperty("size").EnumerateArray().Select(size => size.GetInt32()));
            foreach (var sample in entry.GetProperty("rgb_at").EnumerateArray())
            {
                var (x, y) = (sample[0].GetInt32(), sample[1].GetInt32());
                var at = y * image.Width + x;
                // Premultiplied colours are lost where nothing shows.
                var alpha = image.Pixels[4 * at + 3];
                if (alpha < 255)
                    continue;
                for (var channel = 0; channel < 3; channel++)
                    Assert.True(Math.Abs(bgr[3 * at + 2 - channel] - sample[2 + channel].GetInt32()) <= 2,
                        $"{name} at {x}, {y}, channel {channel}: {bgr[3 * at + 2 - channel]}, expected {sample[2 + channel]}.");
            }
        }
    }

    [SkippableTheory]
    [InlineData("empty.jpg")]
    [InlineData("text.jpg")]
    [InlineData("cut-in-header.jpg")]
    [InlineData("zero-size.png")]
    [InlineData("html-named.png")]
    public void RefusesWhatHasNoPixels(string name)
    {
        var path = SharedFiles.RequireOrSkip("reference", "formats", name);

        Assert.Throws<ArgumentException>(() => MLImage.CreateFromFile(path));
    }

    [SkippableFact]
    public void OfAFileCutOffTheMissingPartStaysEmpty()
    {
        using var half = MLImage.CreateFromFile(SharedFiles.RequireOrSkip("reference", "formats", "cut-in-half.png"));

        Assert.Equal((48, 32), (half.Width, half.Height));
        // Not even alpha.
        Assert.All(half.Pixels[^(4 * half.Width)..].ToArray(), sample => Assert.Equal(0, sample));
    }

    [Fact]
    public void OfAJpegCutOffTheMissingRowsAreEmpty()
    {
        var path = Path.Combine(_folder, "picture.jpg");
        var noise = new byte[64 * 64 * 4];
        new Random(1).NextBytes(noise);
        using (var image = MLImage.CreateFromPixels(64, 64, MLPixelFormat.Bgra32, [.. noise.Select((value, i) => i % 4 == 3 ? (byte)255 : value)]))
            image.Save(path);
        using var whole = MLImage.CreateFromFile(path);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^4000]);

        using var cut = MLImage.CreateFromFile(path);

        Assert.Equal(whole.Pixels[..(4 * 64)].ToArray(), cut.Pixels[..(4 * 64)].ToArray());
        Assert.All(cut.Pixels[^(4 * 64)..].ToArray(), sample => Assert.Equal(0, sample));
    }
}
