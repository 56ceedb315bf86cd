using EfficientNet.Architecture;
using EfficientNet.Testing;
using EfficientNet.Weights;
using EfficientNet.Weights.Lite0;
using Microsoft.ML;
using Xunit;

namespace EfficientNet.MLNet.Tests;

public sealed class WeightsFileTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly Pictures _pictures = new();
    private readonly IDataView _paths;

    public WeightsFileTests() => _paths = _ml.Paths(_pictures.Draw("a.png"));

    private string FileName => Path.Combine(_pictures.Folder, "weights.pth");

    public void Dispose() => _pictures.Dispose();

    [Theory]
    [InlineData(TensorNaming.Timm)]
    [InlineData(TensorNaming.Torchvision)]
    [InlineData(TensorNaming.EfficientNetPyTorch)]
    public void A_PyTorch_file_gives_the_features_of_the_bundled_weights(TensorNaming naming)
    {
        EfficientNetVariant variant = EfficientNetVariant.Parse("tf_efficientnet_lite0");
        using (SafetensorsFile bundled = SafetensorsFile.FromStream(Lite0Weights.Open(), Lite0Weights.FileName))
        {
            File.WriteAllBytes(FileName, PyTorchFiles.StateDictionary(variant.Expand(), bundled, naming));
        }

        float[] expected = _ml.Transforms.EfficientNetFeaturize("Features", "ImagePath").Fit(_paths).Transform(_paths).Vectors().Single();
        float[] actual = Featurize(variant, FeatureOutput.Pooled);

        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Weights_of_any_number_of_classes_give_features(int classes)
    {
        Network network = TinyNetwork.Variant.Expand(classes);
        File.WriteAllBytes(FileName, PyTorchFiles.StateDictionary(network, TinyNetwork.Weights(network), TensorNaming.Torchvision));

        Assert.Equal(network.Features, Featurize(TinyNetwork.Variant, FeatureOutput.Pooled).Length);
        if (classes > 0)
        {
            Assert.Equal(classes, Featurize(TinyNetwork.Variant, FeatureOutput.Logits).Length);
        }
        else
        {
            ArgumentException exception = Assert.Throws<ArgumentException>(() => Featurize(TinyNetwork.Variant, FeatureOutput.Logits));
            Assert.Contains("no classifier", exception.Message);
        }
    }

    [Fact]
    public void A_hostile_file_is_refused_before_any_data_is_looked_at()
    {
        File.WriteAllBytes(FileName, [0x80, 2, .. "cos\nsystem\n."u8]);

        WeightFileException exception = Assert.Throws<WeightFileException>(
            () => _ml.Transforms.EfficientNetFeaturize(new EfficientNetFeaturizeOptions { WeightsFile = FileName }));

        Assert.StartsWith($"{FileName}: ", exception.Message);
        Assert.Contains("'os.system'", exception.Message);
    }

    private float[] Featurize(EfficientNetVariant variant, FeatureOutput output)
        => _ml.Transforms.EfficientNetFeaturize(new EfficientNetFeaturizeOptions
        {
            InputColumnName = "ImagePath",
            OutputColumnName = "Features",
            Variant = variant,
            WeightsFile = FileName,
            Output = output,
        }).Fit(_paths).Transform(_paths).Vectors().Single();
}
