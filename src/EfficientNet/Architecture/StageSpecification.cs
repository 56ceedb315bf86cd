namespace EfficientNet.Architecture;

/// <summary>
/// One row of a network's table, before scaling: a run of like blocks. The first block has the stage's stride and
/// changes the channels; the others have stride 1 and a residual connection.
/// </summary>
/// <param name="Kind">What its blocks are made of.</param>
/// <param name="Repeats">How many blocks, before the depth multiplier; 1 or more.</param>
/// <param name="KernelSize">Side of the depthwise kernel in pixels; odd.</param>
/// <param name="Stride">Of the first block; 1 or 2.</param>
/// <param name="ExpansionRatio">Inner channels as a multiple of the block's input channels; 1 for <see cref="BlockKind.DepthwiseSeparable"/>.</param>
/// <param name="Channels">Output channels, before the width multiplier.</param>
/// <param name="SqueezeRatioOfBlockInput">
/// Channels inside squeeze-and-excitation as a share of the <em>block's input</em> channels (not of the expanded ones);
/// 0 for a stage without it.
/// </param>
public sealed record StageSpecification(
    BlockKind Kind,
    int Repeats,
    int KernelSize,
    int Stride,
    int ExpansionRatio,
    int Channels,
    double SqueezeRatioOfBlockInput);
