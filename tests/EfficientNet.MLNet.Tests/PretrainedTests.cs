using EfficientNet.Architecture;
using EfficientNet.Imaging;
using EfficientNet.Testing;
using EfficientNet.Weights;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace EfficientNet.MLNet.Tests;

/// <summary>Networks by the id of their weights, from a store that has them in a folder or has none; no host is asked.</summary>
public sealed class PretrainedTests : IDisposable
{
    private const string Id = "tf_efficientnet_b0.ns_jft_in1k";

    private readonly MLContext _ml = new(seed: 1);
    private readonly Pictures _pictures = new();
    private readonly IDataView _paths;

    public PretrainedTests() => _paths = _ml.Paths(_pictures.Draw("a.png"));

    private WeightStoreOptions Store => new()
    {
        Folder = Path.Combine(_pictures.Folder, "weights"),
        CacheFolder = Path.Combine(_pictures.Folder, "cache"),
        Offline = true,
    };

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void The_pipeline_behind_is_checked_before_weights_are_looked_for()
    {
        var options = new EfficientNetFeaturizeOptions { Weights = Id, Store = Store };
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Label").Append(_ml.Transforms.EfficientNetFeaturize(options));
        IDataView data = _ml.Data.LoadFromEnumerable(new LabeledImage[] { new() { ImagePath = "a.png", Label = "a" } });

        Exception schema = Assert.ThrowsAny<Exception>(() => pipeline.Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Class")).Fit(data));

        Assert.IsNotType<WeightDownloadException>(schema.GetBaseException());
        Assert.Contains("Class", schema.Message);
        Assert.Throws<WeightDownloadException>(() => pipeline.Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy()).Fit(data));
    }

    [Fact]
    public void Missing_weights_fail_in_Fit_and_say_where_to_put_them()
    {
        EfficientNetEstimator estimator = _ml.Transforms.EfficientNetFeaturize(new EfficientNetFeaturizeOptions { Weights = Id, Store = Store });

        WeightDownloadException exception = Assert.Throws<WeightDownloadException>(() => estimator.Fit(_paths));

        Assert.Contains(Id, exception.Message);
        Assert.Contains(Store.Folder!, exception.Message);
    }

    [Fact]
    public void Unknown_weights_are_answered_with_the_nearest()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => _ml.Transforms.EfficientNetFeaturize("Features", "ImagePath", "tf_efficientnet_b0.in2k"));

        Assert.Contains("tf_efficientnet_b0.in1k", exception.Message);
    }

    [Fact]
    public void Weights_and_a_variant_exclude_each_other()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => _ml.Transforms.EfficientNetFeaturize(
            new EfficientNetFeaturizeOptions { Weights = Id, Variant = EfficientNetVariant.Parse("B1") }));

        Assert.Contains("Variant", exception.Message);
    }

    [Fact]
    public void The_bundled_weights_have_an_id_too()
    {
        float[] expected = Featurize(new EfficientNetFeaturizeOptions());

        Assert.Equal(expected, Featurize(new EfficientNetFeaturizeOptions { Weights = "tf_efficientnet_lite0.in1k", Store = Store }));
        Assert.Equal(expected, Featurize(new EfficientNetFeaturizeOptions { Weights = "Lite0", Store = Store }));
    }

    [Fact]
    public void Network_and_preprocessing_follow_from_the_id()
    {
        EfficientNetVariant variant = EfficientNetVariant.Parse("tf_efficientnet_b0");
        string file = WriteWeights(variant.Expand());
        Preprocessing preprocessing = PretrainedConfiguration.Parse(Id).Preprocessing;

        float[] byId = Featurize(new EfficientNetFeaturizeOptions { Weights = Id, Store = Store });
        float[] byFile = Featurize(new EfficientNetFeaturizeOptions { Variant = variant, WeightsFile = file, Preprocessing = preprocessing });

        Assert.Equal(1280, byId.Length);
        Assert.Equal(byFile, byId);
    }

    [Fact]
    public void Several_outputs_come_from_one_run_and_travel_with_the_model()
    {
        var outputs = new Dictionary<string, FeatureOutput>
        {
            ["C3"] = FeatureOutput.Endpoint(3),
            ["C5"] = FeatureOutput.Endpoint(5),
            ["Pooled"] = FeatureOutput.Pooled,
            ["Logits"] = FeatureOutput.Logits,
        };
        EfficientNetTransformer transformer = _ml.Transforms.EfficientNetFeaturize(new EfficientNetFeaturizeOptions { Outputs = outputs }).Fit(_paths);
        IDataView featurized = transformer.Transform(_paths);
        string file = Path.Combine(_pictures.Folder, "several.zip");
        _ml.Model.Save(transformer, _paths.Schema, file);
        IDataView loaded = new MLContext().Model.Load(file, out _).Transform(_paths);

        Assert.Equal(["ImagePath", "C3", "C5", "Pooled", "Logits"], featurized.Schema.Select(column => column.Name));
        Assert.Equal([40, 28, 28], ((VectorDataViewType)featurized.Schema["C3"].Type).Dimensions.ToArray());
        Assert.Equal([320, 7, 7], ((VectorDataViewType)featurized.Schema["C5"].Type).Dimensions.ToArray());
        foreach ((string column, FeatureOutput output) in outputs)
        {
            float[] values = featurized.Vectors(column).Single();
            float[] alone = Featurize(new EfficientNetFeaturizeOptions { Output = output });
            Assert.Equal(alone.Length, values.Length);
            Assert.All(alone.Zip(values), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
            Assert.Equal(values, loaded.Vectors(column).Single());
        }
    }

    private string WriteWeights(Network network)
    {
        Directory.CreateDirectory(Store.Folder!);
        string file = Path.Combine(Store.Folder!, $"{Id}.pth");
        File.WriteAllBytes(file, PyTorchFiles.StateDictionary(network, TinyNetwork.Weights(network), TensorNaming.Timm));
        return file;
    }

    private float[] Featurize(EfficientNetFeaturizeOptions options)
        => _ml.Transforms.EfficientNetFeaturize(options).Fit(_paths).Transform(_paths).Vectors().Single();
}
