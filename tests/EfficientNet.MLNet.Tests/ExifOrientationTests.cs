using EfficientNet.Imaging;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace EfficientNet.MLNet.Tests;

public sealed class ExifOrientationTests : IDisposable
{
    private static readonly Preprocessing _preprocessing = new() { Width = 40, Height = 56 };

    private readonly MLContext _ml = new(seed: 1);
    private readonly Pictures _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(8)]
    public void Is_applied_where_it_is_asked_for_and_after_loading_too(int orientation)
    {
        string path = Photograph(orientation);
        float[] expected = Expected(path, orientation);
        IDataView data = _ml.Paths(path);
        ITransformer asked = Preprocess(apply: true, "ImagePath").Fit(data);
        string model = Path.Combine(_pictures.Folder, "model.zip");
        _ml.Model.Save(asked, data.Schema, model);

        Assert.Equal(expected, asked.Transform(data).Vectors("Pixels").Single());
        Assert.Equal(expected, new MLContext().Model.Load(model, out _).Transform(data).Vectors("Pixels").Single());
    }

    [Fact]
    public void Is_applied_to_files_bytes()
    {
        string path = Photograph(6);
        IDataView data = _ml.Data.LoadFromEnumerable([new BytesRow { Bytes = File.ReadAllBytes(path) }]);

        Assert.Equal(Expected(path, 6), Preprocess(apply: true, "Bytes").Fit(data).Transform(data).Vectors("Pixels").Single());
    }

    [Fact]
    public void Is_not_applied_by_default()
    {
        string path = Photograph(6);
        IDataView data = _ml.Paths(path);

        float[] found = Preprocess(apply: false, "ImagePath").Fit(data).Transform(data).Vectors("Pixels").Single();

        Assert.Equal(Expected(path, 1), found);
        Assert.NotEqual(Expected(path, 6), found);
    }

    private EfficientNetEstimator Preprocess(bool apply, string column) => _ml.Transforms.EfficientNetPreprocess(new EfficientNetPreprocessOptions
    {
        InputColumnName = column,
        Preprocessing = _preprocessing,
        ApplyExifOrientation = apply,
    });

    private static float[] Expected(string path, int orientation)
    {
        using MLImage image = MLImage.CreateFromFile(path);
        float[] prepared = new float[3 * _preprocessing.Height * _preprocessing.Width];
        PixelOrder order = image.PixelFormat == MLPixelFormat.Bgra32 ? PixelOrder.Bgra : PixelOrder.Rgba;
        _preprocessing.Apply(image.Pixels, image.Height, image.Width, order, prepared, orientation);
        return prepared;
    }

    /// <summary>A JPEG that says in EXIF how it is to be turned.</summary>
    private string Photograph(int orientation)
    {
        byte[] jpeg = File.ReadAllBytes(_pictures.Draw("plain.jpg", discs: true));
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, // one directory, right behind the header
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0,
        ];
        return _pictures.Write($"turned{orientation}.jpg", [.. jpeg[..2], .. exif, .. jpeg[2..]]);
    }
}
