using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using ColorBits = Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator.ColorBits;
using ColorsOrder = Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator.ColorsOrder;

namespace EfficientNet.Offline.Tests.ImageAnalytics;

public sealed class ImageTransformsTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("image-transforms-tests").FullName;

    public ImageTransformsTests()
    {
        // Two pixels wide and one high: (blue, green, red) = (1, 2, 3) and (40, 50, 60).
        using var image = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Bgra32, [1, 2, 3, 255, 40, 50, 60, 255]);
        image.Save(Path.Combine(_folder, "pair.png"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void LoadImagesReadsFromTheFolder()
    {
        var rows = Apply(_ml.Transforms.LoadImages("Image", _folder, "Path"), new Row { Path = "pair.png" }, new Row { Path = "" });

        Assert.Equal(new ImageDataViewType(), rows.Schema["Image"].Type);
        using var cursor = rows.GetRowCursor(rows.Schema);
        var get = cursor.GetGetter<MLImage>(rows.Schema["Image"]);
        MLImage image = null!;
        Assert.True(cursor.MoveNext());
        get(ref image);
        Assert.Equal([1, 2, 3, 40, 50, 60], image.GetBGRPixels);
        Assert.Equal(Path.Combine(_folder, "pair.png"), image.Tag);
        // An empty path gives no image, and takes the last one back.
        var last = image;
        Assert.True(cursor.MoveNext());
        get(ref image);
        Assert.Null(image);
        Assert.Throws<InvalidOperationException>(() => last.Width);
    }

    [Fact]
    public void LoadImagesReadsPathsAsTheyAreWithoutAFolder()
    {
        var rows = Apply(Pixels(_ml.Transforms.LoadImages("Image", null, "Path")), new Row { Path = Path.Combine(_folder, "pair.png") });

        Assert.Equal([3, 60, 2, 50, 1, 40], rows.ReadVectors<float>("Pixels").Single());
    }

    [Fact]
    public void LoadImagesWantsAFolderThatIsThere()
    {
        Assert.Throws<ArgumentException>(() => _ml.Transforms.LoadImages("Image", Path.Combine(_folder, "absent"), "Path"));
    }

    [Fact]
    public void LoadImagesNamesAMissingFile()
    {
        var rows = Apply(Pixels(_ml.Transforms.LoadImages("Image", _folder, "Path")), new Row { Path = "absent.png" });

        // A cursor that reads ahead on other threads wraps what happens there.
        var exception = Assert.ThrowsAny<Exception>(() => rows.ReadVectors<float>("Pixels").Single()).GetBaseException();
        Assert.Contains("absent.png", Assert.IsType<FileNotFoundException>(exception).Message);
    }

    [Fact]
    public void LoadImagesWantsText()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Apply(_ml.Transforms.LoadImages("Image", _folder, "Number"), new Row()));
        Assert.Throws<ArgumentOutOfRangeException>(() => Apply(_ml.Transforms.LoadImages("Image", _folder, "Absent"), new Row()));
    }

    [Fact]
    public void LoadRawImageBytesGivesTheFile()
    {
        var rows = Apply(_ml.Transforms.LoadRawImageBytes("Bytes", _folder, "Path"), new Row { Path = "pair.png" }, new Row { Path = "" });

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Byte), rows.Schema["Bytes"].Type);
        Assert.Equal([File.ReadAllBytes(Path.Combine(_folder, "pair.png")), []], rows.ReadVectors<byte>("Bytes"));
    }

    [Fact]
    public void FillTakesTheNearestPixel()
    {
        var resized = _ml.Transforms.LoadImages("Image", _folder, "Path")
            .Append(_ml.Transforms.ResizeImages("Image", 4, 2, resizing: ImageResizingEstimator.ResizingKind.Fill));
        var rows = Apply(resized.Append(_ml.Transforms.ExtractPixels("Pixels", "Image", ColorBits.Red)), new Row { Path = "pair.png" });

        Assert.Equal(new ImageDataViewType(2, 4), rows.Schema["Image"].Type);
        Assert.Equal([3, 3, 60, 60, 3, 3, 60, 60], rows.ReadVectors<float>("Pixels").Single());
    }

    [Theory]
    // Where two pixels are equally near, as of 4, which one is taken is the decoder library's affair.
    [InlineData(5, new float[] { 1, 3 })]
    [InlineData(6, new float[] { 1, 4 })]
    public void FillTakesTheNearestPixelOfARamp(int width, float[] expected)
    {
        using var image = MLImage.CreateFromPixels(width, 1, MLPixelFormat.Bgra32, [.. Enumerable.Range(0, width).SelectMany(i => new byte[] { 0, 0, (byte)i, 255 })]);
        image.Save(Path.Combine(_folder, "ramp.png"));
        var resized = _ml.Transforms.LoadImages("Image", _folder, "Path")
            .Append(_ml.Transforms.ResizeImages("Image", 2, 1, resizing: ImageResizingEstimator.ResizingKind.Fill));

        Assert.Equal(expected, Apply(resized.Append(_ml.Transforms.ExtractPixels("Pixels", "Image", ColorBits.Red)), new Row { Path = "ramp.png" }).ReadVectors<float>("Pixels").Single());
    }

    [Fact]
    public void IsoPadLeavesTheBorderEmpty()
    {
        var resized = _ml.Transforms.LoadImages("Image", _folder, "Path")
            .Append(_ml.Transforms.ResizeImages("Image", 4, 4, resizing: ImageResizingEstimator.ResizingKind.IsoPad));
        var red = Apply(resized.Append(_ml.Transforms.ExtractPixels("Pixels", "Image", ColorBits.Red)), new Row { Path = "pair.png" }).ReadVectors<float>("Pixels").Single();

        Assert.All(red[..4].Concat(red[12..]), sample => Assert.Equal(0, sample));
        Assert.True(red[4] < red[7] && red[4] <= 5 && red[7] >= 55);
    }

    [Fact]
    public void IsoCropCutsTheSidesOff()
    {
        Assert.Equal(3, CropToOne(ImageResizingEstimator.Anchor.Left), 0);
        Assert.Equal(60, CropToOne(ImageResizingEstimator.Anchor.Right), 0);

        float CropToOne(ImageResizingEstimator.Anchor anchor)
        {
            // Flat halves, eight pixels a side, so that no interpolation reaches from one into the other.
            using (var image = MLImage.CreateFromPixels(16, 8, MLPixelFormat.Bgra32,
                [.. Enumerable.Range(0, 128).SelectMany(i => new byte[] { 0, 0, (byte)(i % 16 < 8 ? 3 : 60), 255 })]))
                image.Save(Path.Combine(_folder, "halves.png"));
            var resized = _ml.Transforms.LoadImages("Image", _folder, "Path").Append(_ml.Transforms.ResizeImages("Image", 1, 1, cropAnchor: anchor));
            return Apply(resized.Append(_ml.Transforms.ExtractPixels("Pixels", "Image", ColorBits.Red)), new Row { Path = "halves.png" }).ReadVectors<float>("Pixels").Single()[0];
        }
    }

    [Theory]
    [InlineData(ImageResizingEstimator.ResizingKind.IsoCrop)]
    [InlineData(ImageResizingEstimator.ResizingKind.IsoPad)]
    public void ReducingAverages(ImageResizingEstimator.ResizingKind resizing)
    {
        // A chessboard of 0 and 200.
        using (var image = MLImage.CreateFromPixels(8, 8, MLPixelFormat.Bgra32,
            [.. Enumerable.Range(0, 64).SelectMany(i => new byte[] { 0, 0, (byte)((i + i / 8) % 2 * 200), 255 })]))
            image.Save(Path.Combine(_folder, "chess.png"));
        var resized = _ml.Transforms.LoadImages("Image", _folder, "Path").Append(_ml.Transforms.ResizeImages("Image", 2, 2, resizing: resizing));
        var red = Apply(resized.Append(_ml.Transforms.ExtractPixels("Pixels", "Image", ColorBits.Red)), new Row { Path = "chess.png" }).ReadVectors<float>("Pixels").Single();

        Assert.All(red, sample => Assert.InRange(sample, 98, 102));
    }

    [Theory]
    [InlineData(ColorBits.Rgb, ColorsOrder.ARGB, false, new float[] { 3, 60, 2, 50, 1, 40 })]
    [InlineData(ColorBits.Rgb, ColorsOrder.ARGB, true, new float[] { 3, 2, 1, 60, 50, 40 })]
    [InlineData(ColorBits.Rgb, ColorsOrder.ABGR, true, new float[] { 1, 2, 3, 40, 50, 60 })]
    [InlineData(ColorBits.Green, ColorsOrder.ARGB, false, new float[] { 2, 50 })]
    [InlineData(ColorBits.All, ColorsOrder.ARGB, true, new float[] { 255, 3, 2, 1, 255, 60, 50, 40 })]
    public void ExtractPixelsOrdersColoursAsTold(ColorBits colors, ColorsOrder order, bool interleave, float[] expected)
    {
        var rows = Apply(Sized().Append(_ml.Transforms.ExtractPixels("Pixels", "Image", colors, order, interleave)), new Row { Path = "pair.png" });

        var planes = expected.Length / 2;
        Assert.Equal(interleave ? [1, 2, planes] : [planes, 1, 2], ((VectorDataViewType)rows.Schema["Pixels"].Type).Dimensions.ToArray());
        Assert.Equal(expected, rows.ReadVectors<float>("Pixels").Single());
    }

    [Fact]
    public void ExtractPixelsTakesTheOffsetAwayBeforeItScales()
    {
        var rows = Apply(Sized().Append(_ml.Transforms.ExtractPixels("Pixels", "Image", ColorBits.Red, offsetImage: 1, scaleImage: 0.5f)), new Row { Path = "pair.png" });

        Assert.Equal([1, 29.5f], rows.ReadVectors<float>("Pixels").Single());
    }

    [Fact]
    public void ExtractPixelsGivesBytes()
    {
        var rows = Apply(Sized().Append(_ml.Transforms.ExtractPixels("Pixels", "Image", outputAsFloatArray: false)), new Row { Path = "pair.png" });

        Assert.Equal([3, 60, 2, 50, 1, 40], rows.ReadVectors<byte>("Pixels").Single());
    }

    [Fact]
    public void ExtractPixelsWantsAKnownSize()
    {
        var loaded = _ml.Transforms.LoadImages("Image", _folder, "Path");

        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => Apply(loaded.Append(_ml.Transforms.ExtractPixels("Pixels", "Image")), new Row { Path = "pair.png" }));

        Assert.Contains("known-size image", exception.Message);
    }

    [Fact]
    public void ConvertToGrayscaleWeighsTheColours()
    {
        var rows = Apply(Sized().Append(_ml.Transforms.ConvertToGrayscale("Image")).Append(_ml.Transforms.ExtractPixels("Pixels", "Image")), new Row { Path = "pair.png" });

        var pixels = rows.ReadVectors<float>("Pixels").Single();
        Assert.Equal(pixels[..2], pixels[2..4]);
        Assert.Equal(pixels[..2], pixels[4..]);
        Assert.InRange(pixels[1], 50, 53);
    }

    [Fact]
    public void ModelsAreSavedAndLoaded()
    {
        var data = _ml.Data.LoadFromEnumerable([new Row { Path = "pair.png" }]);
        var chain = _ml.Transforms.LoadImages("Image", _folder, "Path")
            .Append(_ml.Transforms.LoadRawImageBytes("Bytes", _folder, "Path"))
            .Append(_ml.Transforms.ResizeImages("Image", 4, 1, resizing: ImageResizingEstimator.ResizingKind.Fill))
            .Append(_ml.Transforms.ConvertToGrayscale("Gray", "Image"))
            .Append(_ml.Transforms.ExtractPixels("Pixels", "Gray", ColorBits.Blue, ColorsOrder.ABGR, true, 2, 4));
        var fitted = chain.Fit(data);
        var zip = Path.Combine(_folder, "model.zip");
        _ml.Model.Save(fitted, data.Schema, zip);

        var loaded = new MLContext().Model.Load(zip, out _).Transform(data);

        var expected = fitted.Transform(data);
        Assert.Equal(expected.Schema.Select(column => (column.Name, column.Type)), loaded.Schema.Select(column => (column.Name, column.Type)));
        Assert.Equal(expected.ReadVectors<float>("Pixels").Single(), loaded.ReadVectors<float>("Pixels").Single());
        Assert.Equal(expected.ReadVectors<byte>("Bytes").Single(), loaded.ReadVectors<byte>("Bytes").Single());
    }

    [Fact]
    public void ImagesOfKnownSizeComeFromTheUsersClass()
    {
        using var image = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Rgba32, [3, 2, 1, 255, 60, 50, 40, 255]);

        var rows = Apply(_ml.Transforms.ExtractPixels("Pixels", "Image"), new ImageRow { Image = image });

        Assert.Equal([3, 60, 2, 50, 1, 40], rows.ReadVectors<float>("Pixels").Single());
    }

    [Fact]
    public void AnImageWithoutASizeCannotBeRegistered()
    {
        Assert.ThrowsAny<ArgumentException>(() => _ml.Data.LoadFromEnumerable([new ImageRowWithoutSize()]));
    }

    [Fact]
    public void TypesAreEqualBySize()
    {
        Assert.True(new ImageDataViewType(2, 3).Equals(new ImageDataViewType(2, 3)));
        Assert.False(new ImageDataViewType(2, 3).Equals(new ImageDataViewType(3, 2)));
        Assert.Equal("Image", new ImageDataViewType().ToString());
        Assert.Equal("Image<2, 3>", new ImageDataViewType(2, 3).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageDataViewType(0, 3));
    }

    private EstimatorChain<ImageResizingTransformer> Sized() =>
        _ml.Transforms.LoadImages("Image", _folder, "Path").Append(_ml.Transforms.ResizeImages("Image", 2, 1));

    private EstimatorChain<ImagePixelExtractingTransformer> Pixels(IEstimator<ITransformer> loading) =>
        loading.Append(_ml.Transforms.ResizeImages("Image", 2, 1)).Append(_ml.Transforms.ExtractPixels("Pixels", "Image"));

    private IDataView Apply<T>(IEstimator<ITransformer> estimator, params T[] rows)
        where T : class
    {
        var data = _ml.Data.LoadFromEnumerable(rows);
        return estimator.Fit(data).Transform(data);
    }

    private sealed class Row
    {
        public string Path { get; set; } = "";

        public float Number { get; set; }
    }

    private sealed class ImageRow
    {
        [ImageType(1, 2)]
        public MLImage? Image { get; set; }
    }

    private sealed class ImageRowWithoutSize
    {
        [ImageType]
        public MLImage? Image { get; set; }
    }
}
