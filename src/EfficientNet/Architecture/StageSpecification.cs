namespace EfficientNet.Architecture;

/// <summary>
/// One row of a network's table, before scaling: a run of like blocks. The first block has the stage's stride and
/// changes the channels; the others have stride 1. Where a block changes neither size nor channels, it has a residual connection.
/// </summary>
/// <param name="Kind">What its blocks are made of.</param>
/// <param name="Repeats">How many blocks, before the depth multipliers; 1 or more.</param>
/// <param name="KernelSize">Side, in pixels, of the kernels that are larger than 1 x 1: the depthwise, or the full one of a block without it; odd.</param>
/// <param name="Stride">Of the first block; 1 or 2.</param>
/// <param name="ExpansionRatio">Inner channels as a multiple of the block's input channels; 1 for <see cref="BlockKind.DepthwiseSeparable"/> and <see cref="BlockKind.Convolution"/>.</param>
/// <param name="Channels">Output channels, before the width multiplier.</param>
/// <param name="SqueezeRatioOfBlockInput">
/// Channels inside squeeze-and-excitation as a share of the <em>block's input</em> channels (not of the expanded ones);
/// 0 for a stage without it, as every <see cref="BlockKind.Convolution"/> stage must be.
/// </param>
public sealed record StageSpecification(
    BlockKind Kind,
    int Repeats,
    int KernelSize,
    int Stride,
    int ExpansionRatio,
    int Channels,
    double SqueezeRatioOfBlockInput)
{
    /// <summary>Multiplies the repeats beside the variant's own depth multiplier, for networks whose stages do not grow alike; 1 by default.</summary>
    public double DepthMultiplier { get; init; } = 1;

    /// <summary>
    /// Channels, before the width multiplier, that <see cref="ExpansionRatio"/> is a multiple of, in place of the block's
    /// input channels; null, the default, for the input channels. EfficientNet-EdgeTPU's first stage expands as if the
    /// stem had fewer channels than it has.
    /// </summary>
    public int? ExpansionBaseChannels { get; init; }

    /// <summary>Whether blocks that change neither size nor channels add their input to their output; true by default.</summary>
    public bool AllowsResidual { get; init; } = true;
}
