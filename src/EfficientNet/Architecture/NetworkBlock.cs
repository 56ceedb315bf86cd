namespace EfficientNet.Architecture;

/// <summary>One block of an expanded network, with nothing left to compute.</summary>
/// <param name="Name">What its tensors' names begin with: <c>blocks.</c>stage<c>.</c>number within the stage, both from 0.</param>
/// <param name="Kind">What it is made of.</param>
/// <param name="InputChannels">Channels it reads.</param>
/// <param name="ExpandedChannels">Channels that its last convolution reads: the expanded ones, or the input's where nothing is expanded.</param>
/// <param name="OutputChannels">Channels it makes.</param>
/// <param name="KernelSize">Side, in pixels, of its one kernel that may be larger than 1 x 1: the depthwise, or the full one of a block without it.</param>
/// <param name="Stride">1, or 2 where it halves height and width (rounding up).</param>
/// <param name="SqueezeChannels">Channels inside its squeeze-and-excitation; 0 if it has none.</param>
/// <param name="HasResidual">Whether its input is added to its output.</param>
public sealed record NetworkBlock(
    string Name,
    BlockKind Kind,
    int InputChannels,
    int ExpandedChannels,
    int OutputChannels,
    int KernelSize,
    int Stride,
    int SqueezeChannels,
    bool HasResidual)
{
    /// <summary>Its convolutions on the main path, in order.</summary>
    internal IReadOnlyList<ConvolutionLayer> Convolutions => Kind switch
    {
        BlockKind.Convolution => [new($"{Name}.conv", $"{Name}.bn1", InputChannels, OutputChannels, KernelSize, Stride)],
        BlockKind.FusedMBConv =>
        [
            new($"{Name}.conv_exp", $"{Name}.bn1", InputChannels, ExpandedChannels, KernelSize, Stride),
            new($"{Name}.conv_pwl", $"{Name}.bn2", ExpandedChannels, OutputChannels, IsActivated: false),
        ],
        BlockKind.DepthwiseSeparable =>
        [
            Depthwise("bn1"),
            new($"{Name}.conv_pw", $"{Name}.bn2", ExpandedChannels, OutputChannels, IsActivated: false),
        ],
        BlockKind.MBConv =>
        [
            new($"{Name}.conv_pw", $"{Name}.bn1", InputChannels, ExpandedChannels),
            Depthwise("bn2"),
            new($"{Name}.conv_pwl", $"{Name}.bn3", ExpandedChannels, OutputChannels, IsActivated: false),
        ],
        _ => throw new NotSupportedException($"No layers are known for {Kind}."),
    };

    /// <summary>
    /// The two 1 x 1 convolutions of squeeze-and-excitation, on the pooled maps that go into the last of
    /// <see cref="Convolutions"/>; null if the block has none.
    /// </summary>
    internal (ConvolutionLayer Reduce, ConvolutionLayer Expand)? SqueezeAndExcitation => SqueezeChannels == 0
        ? null
        : (new($"{Name}.se.conv_reduce", BatchNorm: null, ExpandedChannels, SqueezeChannels),
           new($"{Name}.se.conv_expand", BatchNorm: null, SqueezeChannels, ExpandedChannels, IsActivated: false));

    private ConvolutionLayer Depthwise(string batchNorm) => new(
        $"{Name}.conv_dw", $"{Name}.{batchNorm}", ExpandedChannels, ExpandedChannels, KernelSize, Stride, Groups: ExpandedChannels);
}
