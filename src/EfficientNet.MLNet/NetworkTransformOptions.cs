using EfficientNet.Architecture;
using EfficientNet.Quantization;
using EfficientNet.Weights;

namespace EfficientNet.MLNet;

/// <summary>What the transforms that run a network have in common: which network, with which weights.</summary>
public abstract class NetworkTransformOptions : PictureTransformOptions
{
    private protected NetworkTransformOptions()
    {
    }

    /// <summary>
    /// The trained weights, by what <see cref="PretrainedConfiguration.Parse"/> takes: an id such as <c>tf_efficientnetv2_s.in1k</c>, or
    /// a variant, which stands for its default weights. Network, classes and preprocessing follow from it. Fitting looks for the weights on this
    /// machine and else downloads them, see <see cref="Store"/>; the columns are known before. Default: null, the bundled
    /// <c>tf_efficientnet_lite0.in1k</c>, or what <see cref="WeightsFile"/> holds.
    /// </summary>
    public string? Weights { get; init; }

    /// <summary>
    /// Where the weights named by <see cref="Weights"/> are looked for and downloaded to. Default: null, as Python's huggingface_hub does it.
    /// <see cref="WeightStore.DownloadAsync"/> downloads them beforehand, with progress and cancellation.
    /// </summary>
    public WeightStoreOptions? Store { get; init; }

    /// <summary>
    /// The network's architecture, for a <see cref="WeightsFile"/> of a variant without known weights or of your own. Default: null, that of
    /// <see cref="Weights"/>, or <c>tf_efficientnet_lite0</c>.
    /// </summary>
    public EfficientNetVariant? Variant { get; init; }

    /// <summary>
    /// A file with the network's weights: safetensors, or a PyTorch checkpoint (<c>.pth</c>), of which nothing is executed; the tensors named
    /// as in timm, torchvision or EfficientNet-PyTorch. Both are recognised by the content. The classifier may have any number of
    /// classes; without one there are features, but no logits. Default: null, the weights named by <see cref="Weights"/>.
    /// </summary>
    public string? WeightsFile { get; init; }

    /// <summary>
    /// What the network computes in. Default: <see cref="Precision.Single"/>. For <see cref="Precision.Int8"/> the ranges of the network's values must be
    /// known. Those of the bundled weights, with the preprocessing they were trained with, are bundled too. Any other network is calibrated
    /// when it is fitted: then, and only then, fitting reads rows, and runs their pictures through the network. It is saved with the model.
    /// </summary>
    public Precision Precision { get; init; } = Precision.Single;

    /// <summary>
    /// How the network is calibrated for <see cref="Precision.Int8"/>, and on how many pictures: fewer are faster to fit to
    /// (<see cref="QuantizationOptions.MaximumPictures"/>, 128 by default, spread evenly over the rows; broken ones are passed over). If given, the bundled
    /// weights too are calibrated on the data. Default: null, the bundled calibration where there is one, else <see cref="Quantizer"/>'s
    /// defaults.
    /// </summary>
    public QuantizationOptions? Quantization { get; init; }

    private protected override void CollectProblems(List<string> problems)
    {
        base.CollectProblems(problems);
        if (Weights is not null && !PretrainedConfiguration.TryParse(Weights, out _))
        {
            problems.Add($"there are no {nameof(Weights)} known as '{Weights}', nearest: {string.Join(", ", PretrainedTable.Nearest(Weights, 3))}; PretrainedConfiguration.All lists every one");
        }
        else if (Weights is not null && Variant is not null)
        {
            problems.Add($"both {nameof(Weights)} ('{Weights}') and {nameof(Variant)} ({Variant}) are given, expected one of them");
        }
        else if (WeightsFile is null && Variant is not null && Variant.Name != BundledWeights.VariantName)
        {
            problems.Add($"no weights are given for {Variant.Name} (only those of {BundledWeights.VariantName} are bundled); set {nameof(Weights)} to the id of trained weights or {nameof(WeightsFile)} to a file of them");
        }

        if (!Enum.IsDefined(Precision))
        {
            problems.Add($"{nameof(Precision)} is {Precision}, expected Single or Int8");
        }

        if (Quantization is not null && Precision != Precision.Int8)
        {
            problems.Add($"{nameof(Quantization)} is given, but {nameof(Precision)} is {Precision}; set it to Int8 or leave {nameof(Quantization)} out");
        }

        if (WeightsFile is not null && !File.Exists(WeightsFile))
        {
            problems.Add($"the weights file '{WeightsFile}' does not exist (looked for {Path.GetFullPath(WeightsFile)})");
        }
    }
}
