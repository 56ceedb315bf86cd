using EfficientNet.Imaging;
using EfficientNet.MLNet.Pipeline;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace EfficientNet.MLNet.Tests.Pipeline;

public class CalibrationPicturesTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData(16, 4, new[] { 0, 4, 8, 12 })]
    [InlineData(10, 4, new[] { 0, 2, 5, 7 })]
    [InlineData(3, 4, new[] { 0, 1, 2 })]
    [InlineData(5, 1, new[] { 0 })]
    public void Are_spread_evenly_over_the_rows(int rows, int wanted, int[] expected)
    {
        List<PixelRow> list = [.. Enumerable.Range(0, rows).Select(index => new PixelRow { Pixels = [index, 0, 0] })];

        // Of a list the number of rows is known, of an enumeration it is not.
        Assert.Equal(expected, Read(_ml.Data.LoadFromEnumerable(list), wanted));
        Assert.Equal(expected, Read(_ml.Data.LoadFromEnumerable(list.Select(row => row)), wanted));
    }

    [Fact]
    public void The_next_sound_picture_takes_the_place_of_a_broken_one()
    {
        using var pictures = new Pictures();
        string[] paths = [.. Enumerable.Range(0, 8).Select(index => index is 0 or 4 or 5
            ? pictures.Write($"{index}.png", [1, 2, 3])
            : pictures.Draw($"{index}.png", seed: index))];
        PictureSettings settings = Settings(new EfficientNetFeaturizeOptions(), new Preprocessing { Height = 8, Width = 8 });
        var reader = new PictureReader(settings);

        ReadOnlyMemory<float>[] found = [.. new CalibrationPictures(_ml.Paths(paths), "Verb", InputKind.Path, settings, wanted: 2)];

        Assert.Equal(2, found.Length);
        Assert.All(found.Zip([paths[1], paths[6]]), pair =>
        {
            float[] expected = new float[reader.Length];
            reader.PreparePath(pair.Second, expected);
            Assert.Equal(expected, pair.First.ToArray());
        });
    }

    private static int[] Read(IDataView data, int wanted)
    {
        PictureSettings settings = Settings(new EfficientNetFeaturizeOptions { InputColumnName = "Pixels" }, new Preprocessing { Height = 1, Width = 1 });
        return [.. new CalibrationPictures(data, "Verb", InputKind.NormalizedPixels, settings, wanted).Select(picture => (int)picture.Span[0])];
    }

    private static PictureSettings Settings(PictureTransformOptions options, Preprocessing preprocessing) => PictureSettings.From(options, preprocessing, 0, 0);

    private sealed class PixelRow
    {
        [VectorType(3)]
        public float[] Pixels { get; set; } = [];
    }
}
