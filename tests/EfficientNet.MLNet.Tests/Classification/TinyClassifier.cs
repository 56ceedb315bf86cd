using EfficientNet.Architecture;
using EfficientNet.Imaging;
using EfficientNet.Testing;
using EfficientNet.Training;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Tests.Classification;

/// <summary>Trainings of a tiny network on drawn pictures, in a folder with a cache of its own that is gone when the test is over.</summary>
internal sealed class TinyClassifier : IDisposable
{
    public TinyClassifier()
    {
        Network network = TinyNetwork.Variant.Expand(TinyNetwork.Classes);
        File.WriteAllBytes(WeightsFile, PyTorchFiles.StateDictionary(network, TinyNetwork.Weights(network), Weights.TensorNaming.Timm));
    }

    public MLContext Ml { get; } = new(seed: 1);

    public Pictures Pictures { get; } = new();

    public string WeightsFile => Path.Combine(Pictures.Folder, "tiny.pth");

    public FeatureCacheOptions Cache => new() { Folder = Path.Combine(Pictures.Folder, "cache") };

    public void Dispose() => Pictures.Dispose();

    /// <summary>Drawn pictures of two classes, their labels as text.</summary>
    public IDataView Draw(int count = 6) => Ml.Data.LoadFromEnumerable(DrawList(count));

    public IReadOnlyList<LabeledImage> DrawList(int count = 6)
    {
        for (int i = 0; i < count; i++)
        {
            Pictures.Draw($"pictures/discs/{i:00}.png", discs: true, seed: i);
            Pictures.Draw($"pictures/stripes/{i:00}.png", discs: false, seed: i);
        }

        return ImageFolder.Read(Path.Combine(Pictures.Folder, "pictures"));
    }

    /// <summary>The same with the labels as keys.</summary>
    public IDataView DrawKeys(int count = 6) => Keys(Draw(count));

    public IDataView Keys(IDataView data) => Ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);

    public EfficientNetClassificationTrainer Trainer(EfficientNetClassificationOptions? options = null)
        => Ml.MulticlassClassification.Trainers.EfficientNetClassification(options ?? Options());

    /// <summary>Options for the tiny network, which the arguments of a test extend.</summary>
    public EfficientNetClassificationOptions Options(
        IDataView? validationSet = null,
        int? views = 2,
        BrokenPicturePolicy brokenPictures = BrokenPicturePolicy.Fail,
        string? explanation = null,
        IProgress<ClassificationProgress>? progress = null,
        CancellationToken cancellationToken = default,
        MLContext? log = null,
        int minimum = 2,
        string input = "ImagePath",
        HeadTrainingOptions? head = null,
        FeatureCacheOptions? cache = null,
        bool useCache = true,
        int seed = 0,
        IReadOnlyList<PictureAugmentation>? augmentations = null,
        Preprocessing? preprocessing = null) => new()
        {
            Variant = TinyNetwork.Variant,
            WeightsFile = WeightsFile,
            Cache = useCache ? cache ?? Cache : null,
            Seed = seed,
            Augmentations = augmentations,
            Preprocessing = preprocessing,
            InputColumnName = input,
            ValidationSet = validationSet,
            AugmentedViews = views,
            BrokenPictures = brokenPictures,
            ExplanationColumnName = explanation,
            Progress = progress,
            CancellationToken = cancellationToken,
            Log = log,
            MinimumPicturesPerClass = minimum,
            Head = head ?? new HeadTrainingOptions(),
        };
}

internal sealed class ClassifiedRow
{
    public string ImagePath { get; set; } = "";

    public float[] Score { get; set; } = [];

    public uint PredictedLabel { get; set; }
}
