using System.Text.Json;
using EfficientNet.Architecture;
using EfficientNet.Imaging;
using EfficientNet.Quantization;
using EfficientNet.Testing;
using EfficientNet.Weights;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace EfficientNet.MLNet.Tests;

public sealed class PrecisionTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly Pictures _pictures = new();

    private string WeightsFile => Path.Combine(_pictures.Folder, "weights.pth");

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void Lite0s_features_in_int8_are_close_to_those_of_single_precision()
    {
        IDataView data = _ml.Paths([.. _pictures.DrawClasses(3).Select(image => image.ImagePath)]);

        float[][] single = Featurize(data, new EfficientNetFeaturizeOptions());
        float[][] int8 = Featurize(data, new EfficientNetFeaturizeOptions { Precision = Precision.Int8 });

        Assert.All(single.Zip(int8), pair => Assert.InRange(Decibels(pair.First, pair.Second), 15, 40));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_saved_model_in_int8_is_loaded_with_equal_bits(bool isBundled)
    {
        IDataView data = _ml.Paths([.. _pictures.DrawClasses(3).Select(image => image.ImagePath)]);
        using EfficientNetTransformer fitted = _ml.Transforms.EfficientNetFeaturize(isBundled ? new() { Precision = Precision.Int8 } : Tiny()).Fit(data);
        string file = Path.Combine(_pictures.Folder, "model.zip");
        _ml.Model.Save(fitted, data.Schema, file);

        float[][] expected = fitted.Transform(data).Vectors();
        Assert.Equal(expected, new MLContext().Model.Load(file, out _).Transform(data).Vectors());
        Assert.Equal(expected, EfficientNetModel.Load(new MLContext(), file, out _).Transform(data).Vectors());
    }

    [Fact]
    public void A_model_in_int8_takes_less_than_a_third()
    {
        IDataView data = _ml.Paths(_pictures.Draw("a.png"));

        Assert.True(Size(Precision.Int8) < Size(Precision.Single) / 3);

        long Size(Precision precision)
        {
            string file = Path.Combine(_pictures.Folder, $"{precision}.zip");
            using EfficientNetTransformer fitted = _ml.Transforms.EfficientNetFeaturize(new EfficientNetFeaturizeOptions { Precision = precision }).Fit(data);
            _ml.Model.Save(fitted, data.Schema, file);
            return new FileInfo(file).Length;
        }
    }

    [Fact]
    public void Fitting_the_bundled_weights_reads_no_rows()
    {
        IDataView data = _ml.Paths(Path.Combine(_pictures.Folder, "missing.jpg"));

        _ml.Transforms.EfficientNetFeaturize(new EfficientNetFeaturizeOptions { Precision = Precision.Int8 }).Fit(data).Dispose();
        _ml.Transforms.EfficientNetClassify(new EfficientNetClassifyOptions { Precision = Precision.Int8 }).Fit(data).Dispose();
    }

    [Theory]
    [InlineData("tiny")]
    [InlineData("tiny_lite")]
    [InlineData("tiny_fused")]
    public void Any_other_network_is_calibrated_on_the_data_it_is_fitted_to(string name)
    {
        EfficientNetVariant variant = TinyNetwork.Variants.Single(variant => variant.Name == name);
        IDataView data = _ml.Paths([.. _pictures.DrawClasses(4).Select(image => image.ImagePath)]);

        float[][] single = Featurize(data, Tiny(variant, Precision.Single));
        float[][] int8 = Featurize(data, Tiny(variant));

        Assert.All(single.Zip(int8), pair => Assert.InRange(Decibels(pair.First, pair.Second), 15, 60));
    }

    [Fact]
    public void Every_kind_of_input_can_be_calibrated_on()
    {
        string path = _pictures.Draw("a.png");
        IDataView paths = _ml.Paths(path);
        IDataView bytes = _ml.Data.LoadFromEnumerable([new BytesRow { Bytes = File.ReadAllBytes(path) }]);
        IDataView images = _ml.Data.LoadFromEnumerable([new ImageRow { Image = MLImage.CreateFromFile(path) }]);
        IDataView pixels = _ml.Transforms.EfficientNetPreprocess(new EfficientNetPreprocessOptions { OutputColumnName = "Pixels", Preprocessing = TinyPreprocessing })
            .Fit(paths).Transform(paths);

        float[] expected = Featurize(paths, Tiny()).Single();
        foreach ((IDataView data, string column) in new[] { (bytes, "Bytes"), (images, "Image"), (pixels, "Pixels") })
        {
            Assert.Equal(expected, Featurize(data, Tiny(column: column)).Single());
        }
    }

    [Fact]
    public void Broken_pictures_are_passed_over_when_calibrating()
    {
        string sound = _pictures.Draw("a.png");
        string broken = _pictures.Write("broken.png", [1, 2, 3]);

        using EfficientNetTransformer fitted = _ml.Transforms.EfficientNetFeaturize(Tiny()).Fit(_ml.Paths(broken, broken, sound));

        Assert.Equal(Featurize(_ml.Paths(sound), Tiny()), fitted.Transform(_ml.Paths(sound)).Vectors());
    }

    [Fact]
    public void Without_a_sound_picture_the_first_problem_is_told()
    {
        string broken = _pictures.Write("broken.png", [1, 2, 3]);

        ArgumentException exception = Assert.Throws<ArgumentException>(() => Featurize(_ml.Paths(broken), Tiny()));

        Assert.StartsWith("EfficientNetFeaturize: Precision is Int8", exception.Message);
        Assert.Contains("no row has a sound picture", exception.Message);
        Assert.Contains("broken.png", exception.Message);
        Assert.IsType<PictureException>(exception.InnerException);
    }

    [Fact]
    public void Without_rows_it_is_told_what_they_are_needed_for()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Featurize(_ml.Paths(), Tiny()));

        Assert.Contains("calibrated on the data it is fitted to, but the data have no rows", exception.Message);
    }

    [Fact]
    public void Precision_and_quantization_are_checked()
    {
        ArgumentException unknown = Assert.Throws<ArgumentException>(
            () => _ml.Transforms.EfficientNetFeaturize(new EfficientNetFeaturizeOptions { Precision = (Precision)5 }));
        ArgumentException useless = Assert.Throws<ArgumentException>(
            () => _ml.Transforms.EfficientNetFeaturize(new EfficientNetFeaturizeOptions { Quantization = new QuantizationOptions() }));

        Assert.Contains("Precision is 5, expected Single or Int8", unknown.Message);
        Assert.Contains("Quantization is given, but Precision is Single", useless.Message);
    }

    [SkippableFact]
    public void Photographs_are_classified_in_int8_as_in_single_precision()
    {
        string folder = SharedFiles.RequireOrSkip("reference", "photos");
        JsonElement[] photos = [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json"))).RootElement.EnumerateArray()];
        IDataView data = _ml.Paths([.. photos.Select(photo => Path.Combine(folder, photo.GetProperty("file").GetString()!))]);

        int[] single = Classes(Precision.Single);
        int[] int8 = Classes(Precision.Int8);

        int equal = single.Zip(int8).Count(pair => pair.First == pair.Second);
        Assert.True(equal >= 39, $"{equal} of {single.Length}");

        int[] Classes(Precision precision)
        {
            using EfficientNetTransformer fitted = _ml.Transforms.EfficientNetClassify(new EfficientNetClassifyOptions { Precision = precision }).Fit(data);
            return [.. fitted.Transform(data).Vectors("Score").Select(scores => Array.IndexOf(scores, scores.Max()))];
        }
    }

    [SkippableFact]
    public void Ants_and_bees_are_told_apart_by_features_in_int8()
    {
        IDataView train = _ml.Data.LoadFromEnumerable(ImageFolder.Read(SharedFiles.RequireOrSkip("data", "hymenoptera", "train")));
        IDataView test = _ml.Data.LoadFromEnumerable(ImageFolder.Read(SharedFiles.RequireOrSkip("data", "hymenoptera", "test")));
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(_ml.Transforms.EfficientNetFeaturize(new EfficientNetFeaturizeOptions { Precision = Precision.Int8 }))
            .AppendCacheCheckpoint(_ml)
            .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy());

        MulticlassClassificationMetrics metrics = _ml.MulticlassClassification.Evaluate(pipeline.Fit(train).Transform(test));

        Assert.True(metrics.MicroAccuracy >= 0.92, $"accuracy {metrics.MicroAccuracy:0.0000}");
    }

    private static Preprocessing TinyPreprocessing { get; } = new() { Height = 32, Width = 32, Mean = RgbValues.Half, Deviation = RgbValues.Half };

    private EfficientNetFeaturizeOptions Tiny(
        EfficientNetVariant? variant = null, Precision precision = Precision.Int8, string column = "ImagePath", QuantizationOptions? quantization = null)
    {
        variant ??= TinyNetwork.Variant;
        File.WriteAllBytes(WeightsFile, PyTorchFiles.StateDictionary(variant.Expand(TinyNetwork.Classes), TinyNetwork.Weights(variant), TensorNaming.Timm));
        return new EfficientNetFeaturizeOptions
        {
            InputColumnName = column,
            Variant = variant,
            WeightsFile = WeightsFile,
            Preprocessing = TinyPreprocessing,
            Precision = precision,
            Quantization = quantization,
        };
    }

    private float[][] Featurize(IDataView data, EfficientNetFeaturizeOptions options)
    {
        using EfficientNetTransformer fitted = _ml.Transforms.EfficientNetFeaturize(options).Fit(data);
        return fitted.Transform(data).Vectors();
    }

    /// <summary>The signal-to-noise ratio.</summary>
    private static double Decibels(float[] right, float[] found)
        => 10 * Math.Log10(right.Sum(value => (double)value * value) / right.Zip(found, (a, b) => (double)(a - b) * (a - b)).Sum());
}
