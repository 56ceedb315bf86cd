using EfficientNet.Architecture;

namespace EfficientNet.MLNet;

/// <summary>What the transforms that run a network have in common: which network, with which weights.</summary>
public abstract class NetworkTransformOptions : PictureTransformOptions
{
    private protected NetworkTransformOptions()
    {
    }

    /// <summary>The network's architecture. Default: <c>tf_efficientnet_lite0</c>, whose weights are bundled.</summary>
    public EfficientNetVariant Variant { get; init; } = EfficientNetVariant.Parse(BundledWeights.VariantName);

    /// <summary>
    /// A file with the variant's weights: safetensors, or a PyTorch checkpoint (<c>.pth</c>), of which nothing is executed; the tensors named
    /// as in timm, torchvision or EfficientNet-PyTorch. Both are recognised by the content. The classifier may have any number of
    /// classes; without one there are features, but no logits. Default: null, the bundled weights, which exist for
    /// <c>tf_efficientnet_lite0</c> only.
    /// </summary>
    public string? WeightsFile { get; init; }

    private protected override void CollectProblems(List<string> problems)
    {
        base.CollectProblems(problems);
        if (Variant is null)
        {
            problems.Add($"{nameof(Variant)} is null, expected one of EfficientNetVariant.All or a variant of your own");
        }
        else if (WeightsFile is null && Variant.Name != BundledWeights.VariantName)
        {
            problems.Add($"no weights are bundled for {Variant.Name} (only for {BundledWeights.VariantName}); set {nameof(WeightsFile)} to a file of its weights");
        }
        else if (WeightsFile is not null && !File.Exists(WeightsFile))
        {
            problems.Add($"the weights file '{WeightsFile}' does not exist (looked for {Path.GetFullPath(WeightsFile)})");
        }
    }
}
