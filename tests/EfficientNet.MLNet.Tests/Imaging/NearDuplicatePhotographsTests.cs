using EfficientNet.Imaging;
using EfficientNet.Testing;
using Microsoft.ML.Data;
using Xunit;

namespace EfficientNet.MLNet.Tests.Imaging;

/// <summary>The bounds for near duplicates, which were chosen on these photographs, hold what they promise on them.</summary>
public sealed class NearDuplicatePhotographsTests
{
    private static readonly Lazy<RgbPicture[]?> _photographs = new(ReadAll);

    [SkippableFact]
    public void Photographs_that_differ_are_no_near_duplicates()
    {
        RgbPicture[] photographs = RequirePhotographs();
        Assert.Equal(243, photographs.Length);
        Assert.Equal(Enumerable.Range(0, photographs.Length), NearDuplicates.Groups([.. photographs.Select(Hash)]));
    }

    [SkippableTheory]
    [InlineData("saved as JPEG", 1)]
    [InlineData("half as large", 1)]
    [InlineData("lightened", 0.98)]
    [InlineData("darkened", 1)]
    [InlineData("cropped by 2 %", 0.98)]
    [InlineData("cropped by 1 %, smaller and lightened", 0.98)]
    public void Copies_of_photographs_are_near_duplicates(string change, double share)
    {
        RgbPicture[] photographs = RequirePhotographs();
        Func<RgbPicture, RgbPicture> copy = change switch
        {
            "saved as JPEG" => SaveAsJpeg,
            "half as large" => Halve,
            "lightened" => picture => Map(picture, color => color * 1.3),
            "darkened" => picture => Map(picture, color => color * 0.7),
            "cropped by 2 %" => picture => Crop(picture, 0.02),
            _ => picture => Map(Halve(Crop(picture, 0.01)), color => color * 1.15),
        };
        int found = photographs.AsParallel().Count(picture => Hash(picture).IsNear(Hash(copy(picture))));
        Assert.InRange(found, share * photographs.Length, photographs.Length);
    }

    private static PerceptualHash Hash(RgbPicture picture) => PerceptualHash.Of(picture.Pixels, picture.Height, picture.Width, PixelOrder.Rgb);

    private static RgbPicture[] RequirePhotographs()
    {
        SharedFiles.RequireOrSkip("data", "hymenoptera", "train");
        return _photographs.Value!;
    }

    private static RgbPicture[] ReadAll() =>
    [
        .. Directory.EnumerateFiles(SharedFiles.RequireOrSkip("data", "hymenoptera", "train"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).AsParallel().AsOrdered().Select(Read),
    ];

    private static RgbPicture Read(string path)
    {
        using MLImage image = MLImage.CreateFromFile(path);
        return RgbPicture.Of(image.Pixels, image.Height, image.Width, image.PixelFormat == MLPixelFormat.Bgra32 ? PixelOrder.Bgra : PixelOrder.Rgba);
    }

    private static RgbPicture SaveAsJpeg(RgbPicture picture)
    {
        byte[] four = new byte[picture.Height * picture.Width * 4];
        for (int i = 0; i < four.Length / 4; i++)
        {
            picture.Pixels.Slice(i * 3, 3).CopyTo(four.AsSpan(i * 4));
            four[(i * 4) + 3] = 255;
        }

        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.jpg");
        try
        {
            using MLImage image = MLImage.CreateFromPixels(picture.Width, picture.Height, MLPixelFormat.Rgba32, four);
            image.Save(path);
            return Read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static RgbPicture Map(RgbPicture picture, Func<double, double> change)
        => new(picture.Height, picture.Width, Array.ConvertAll(picture.Pixels.ToArray(), color => (byte)Math.Clamp(change(color) + 0.5, 0, 255)));

    private static RgbPicture Crop(RgbPicture picture, double share)
    {
        var (top, left) = ((int)(picture.Height * share), (int)(picture.Width * share));
        return Make(picture.Height - (2 * top), picture.Width - (2 * left), (x, y, channel) => Color(picture, left + x, top + y, channel));
    }

    private static RgbPicture Halve(RgbPicture picture) => Make(picture.Height / 2, picture.Width / 2, (x, y, channel) =>
        (Color(picture, 2 * x, 2 * y, channel) + Color(picture, (2 * x) + 1, 2 * y, channel) + Color(picture, 2 * x, (2 * y) + 1, channel) + Color(picture, (2 * x) + 1, (2 * y) + 1, channel)) / 4);

    private static RgbPicture Make(int height, int width, Func<int, int, int, int> color)
    {
        byte[] pixels = new byte[height * width * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)color(i / 3 % width, i / 3 / width, i % 3);
        }

        return new RgbPicture(height, width, pixels);
    }

    private static int Color(RgbPicture picture, int x, int y, int channel) => picture.Pixels[(((y * picture.Width) + x) * 3) + channel];
}
