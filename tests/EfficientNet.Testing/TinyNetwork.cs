using EfficientNet.Architecture;
using EfficientNet.Weights;

namespace EfficientNet.Testing;

/// <summary>A network with everything the real ones have, small enough for any test: five endpoints, both kinds of block, residuals.</summary>
public static class TinyNetwork
{
    /// <summary>The classes it tells apart unless a test wants other ones.</summary>
    public const int Classes = 7;

    /// <summary>With squeeze-and-excitation, swish and TensorFlow's padding, as B0.</summary>
    public static EfficientNetVariant Variant { get; } = EfficientNetVariant.Parse("B0") with
    {
        Name = "tiny",
        ShortName = "",
        Resolution = 32,
        StemChannels = 8,
        HeadChannels = 24,
        Stages =
        [
            new(BlockKind.DepthwiseSeparable, 1, 3, 1, 1, 8, 0.25),
            new(BlockKind.MBConv, 2, 5, 2, 2, 8, 0.25),
            new(BlockKind.MBConv, 1, 3, 2, 4, 16, 0.25),
            new(BlockKind.MBConv, 1, 3, 2, 2, 16, 0.25),
            new(BlockKind.MBConv, 2, 3, 2, 2, 24, 0.25),
        ],
    };

    /// <summary>Without squeeze-and-excitation, with ReLU6 and symmetric padding.</summary>
    public static EfficientNetVariant LiteVariant { get; } = Variant with
    {
        Name = "tiny_lite",
        Padding = PaddingMode.Symmetric,
        BatchNormEpsilon = 1e-5,
        Activation = ActivationFunction.Relu6,
        Stages = [.. Variant.Stages.Select(stage => stage with { SqueezeRatioOfBlockInput = 0 })],
    };

    /// <summary>With stages of full convolutions, as V2, and the quirks of EdgeTPU: another base of expansion, a stage without residuals, ReLU.</summary>
    public static EfficientNetVariant FusedVariant { get; } = Variant with
    {
        Name = "tiny_fused",
        Activation = ActivationFunction.Relu,
        Stages =
        [
            new(BlockKind.Convolution, 2, 3, 1, 1, 8, 0),
            new(BlockKind.FusedMBConv, 2, 3, 2, 2, 8, 0.25),
            new(BlockKind.FusedMBConv, 2, 5, 2, 3, 16, 0) { ExpansionBaseChannels = 8, AllowsResidual = false },
            new(BlockKind.MBConv, 1, 3, 2, 2, 16, 0.25) { DepthMultiplier = 1.5 },
            new(BlockKind.FusedMBConv, 2, 3, 2, 1, 24, 0.25),
        ],
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<EfficientNetVariant> Variants { get; } = [Variant, LiteVariant, FusedVariant];

    /// <summary>Weights for one of them, the same every time.</summary>
    public static ITensorSource Weights(EfficientNetVariant? variant = null, int classes = Classes) => Weights((variant ?? Variant).Expand(classes));

    /// <summary>Weights for a network, the same every time.</summary>
    public static ITensorSource Weights(Network network) =>
        new DeterministicTensors(network.Tensors.Select(tensor => (tensor.Name, tensor.Shape)));
}
