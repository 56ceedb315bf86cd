using EfficientNet.Testing;
using EfficientNet.Weights;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Tests.Pipeline.Scoring;

/// <summary>Pictures, and transforms of a network so small that many rows are scored in no time.</summary>
internal sealed class TinyTransforms : IDisposable
{
    private readonly string _weights;

    public TinyTransforms()
    {
        var network = TinyNetwork.Variant.Expand(TinyNetwork.Classes);
        _weights = Pictures.Write("tiny.pth", PyTorchFiles.StateDictionary(network, TinyNetwork.Weights(network), TensorNaming.Timm));
    }

    public MLContext ML { get; } = new(seed: 1);

    public Pictures Pictures { get; } = new();

    public void Dispose() => Pictures.Dispose();

    public EfficientNetEstimator Featurize(
        string inputColumn = "ImagePath", BrokenPicturePolicy policy = BrokenPicturePolicy.Fail, ScoringOptions? scoring = null, string outputColumn = "Features")
        => ML.Transforms.EfficientNetFeaturize(new EfficientNetFeaturizeOptions
        {
            InputColumnName = inputColumn,
            OutputColumnName = outputColumn,
            Variant = TinyNetwork.Variant,
            WeightsFile = _weights,
            BrokenPictures = policy,
            Scoring = scoring ?? new ScoringOptions(),
        });

    public EfficientNetEstimator FeaturizeTwice()
        => ML.Transforms.EfficientNetFeaturize(new EfficientNetFeaturizeOptions
        {
            Variant = TinyNetwork.Variant,
            WeightsFile = _weights,
            BrokenPictures = BrokenPicturePolicy.Skip,
            Outputs = new Dictionary<string, FeatureOutput> { ["Logits"] = FeatureOutput.Logits, ["Maps"] = FeatureOutput.Endpoint(2) },
        });

    public EfficientNetEstimator Classify(BrokenPicturePolicy policy = BrokenPicturePolicy.Skip, ScoringOptions? scoring = null)
        => ML.Transforms.EfficientNetClassify(new EfficientNetClassifyOptions
        {
            Variant = TinyNetwork.Variant,
            WeightsFile = _weights,
            BrokenPictures = policy,
            Labels = [.. Enumerable.Range(0, TinyNetwork.Classes).Select(index => $"class {index}")],
            Scoring = scoring ?? new ScoringOptions(),
        });

    /// <summary>As many different small pictures.</summary>
    public string[] Draw(int count)
        => [.. Enumerable.Range(0, count).Select(index => Pictures.Draw($"{index:000}.png", discs: index % 2 == 0, seed: index, width: 30 + index, height: 60 - (index % 40)))];

    /// <summary>A path at which no picture is.</summary>
    public string Broken(int index = 0) => Path.Combine(Pictures.Folder, $"no-such-{index}.png");

    /// <summary>The same transformer as it is when it was saved and loaded by ML.NET alone: the chain of ML.NET's own transformers, row by row.</summary>
    public ITransformer Portable(EfficientNetTransformer transformer, DataViewSchema schema)
    {
        using var stream = new MemoryStream();
        ML.Model.Save(transformer, schema, stream);
        stream.Position = 0;
        return ML.Model.Load(stream, out _);
    }
}
