using EfficientNet.Imaging;
using EfficientNet.MLNet.Pipeline;
using Microsoft.ML.Data;
using Xunit;

namespace EfficientNet.MLNet.Tests.Pipeline;

public sealed class PictureReaderTests : IDisposable
{
    private static readonly Preprocessing _preprocessing = new() { Width = 30, Height = 20 };

    private readonly Pictures _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void Every_form_of_a_picture_is_prepared_alike()
    {
        string path = _pictures.Draw("folder/a.png", width: 61, height: 53);
        using MLImage image = MLImage.CreateFromFile(path);
        bool isBgra = image.PixelFormat == MLPixelFormat.Bgra32;
        byte[] pixels = image.Pixels.ToArray();
        byte[] colors = [.. pixels.Chunk(4).SelectMany(pixel => isBgra
            ? new[] { pixel[3], pixel[2], pixel[1], pixel[0] }
            : [pixel[3], pixel[0], pixel[1], pixel[2]])];
        byte[] file = File.ReadAllBytes(path);
        byte[] framed = [1, .. file, 2];
        PictureReader reader = Reader(Path.Combine(_pictures.Folder, "folder"));
        PixelOrder order = isBgra ? PixelOrder.Bgra : PixelOrder.Rgba;
        float[] expected = new float[reader.Length];
        _preprocessing.Apply(pixels, 53, 61, order, expected);

        Assert.Equal(3 * 20 * 30, reader.Length);
        Assert.Equal(expected, Prepare(prepared => reader.PreparePath("a.png", prepared)));
        Assert.Equal(expected, Prepare(prepared => reader.PreparePath(path, prepared)));
        Assert.Equal(expected, Prepare(prepared => reader.PrepareBytes(file, prepared)));
        Assert.Equal(expected, Prepare(prepared => reader.PrepareBytes(framed.AsMemory(1, file.Length), prepared)));
        Assert.Equal(expected, Prepare(prepared => reader.PrepareImage(image, prepared)));
        Assert.Equal(expected, Prepare(prepared => reader.PrepareColors(colors, prepared)));
        Assert.Equal(expected, Prepare(prepared => reader.PreparePixels(pixels, 53, 61, order, prepared)));
        Assert.Equal(61, image.Width); // it is not disposed of
    }

    [Fact]
    public void Broken_pictures_are_thrown_by_name()
    {
        PictureReader reader = Reader(_pictures.Folder);
        _pictures.Write("empty.png", []);

        Assert.Equal(PictureProblem.Empty, Throws(prepared => reader.PreparePath("empty.png", prepared), "empty.png"));
        Assert.Equal(PictureProblem.Unreadable, Throws(prepared => reader.PreparePath("none.png", prepared), "none.png"));
        Assert.Equal(PictureProblem.Unreadable, Throws(prepared => reader.PreparePath("", prepared), "'Column'"));
        Assert.Equal(PictureProblem.Unreadable, Throws(prepared => reader.PrepareImage(null, prepared), "'Column'"));
        Assert.Equal(PictureProblem.Unreadable, Throws(prepared => reader.PrepareColors([], prepared), "'Column'"));
        Assert.Equal(PictureProblem.NotAPicture, Throws(prepared => reader.PrepareBytes("text"u8.ToArray(), prepared), "'Column'"));
    }

    [Fact]
    public void Colors_of_another_size_than_at_fitting_are_an_error_of_the_model()
        => Assert.Contains("Fit it again", Assert.Throws<InvalidOperationException>(
            () => Prepare(prepared => Reader("").PrepareColors(new byte[4], prepared))).Message);

    private delegate void Preparation(Span<float> prepared);

    private static float[] Prepare(Preparation prepare)
    {
        float[] prepared = new float[3 * 20 * 30];
        prepare(prepared);
        return prepared;
    }

    private static PictureProblem Throws(Preparation prepare, string name)
    {
        PictureException exception = Assert.Throws<PictureException>(() => Prepare(prepare));
        Assert.Contains(name, exception.Message);
        return exception.Reason;
    }

    private static PictureReader Reader(string folder)
        => new(new PictureSettings("Column", folder, BrokenPicturePolicy.Fail, 1_000_000, 53, 61, false, _preprocessing));
}
