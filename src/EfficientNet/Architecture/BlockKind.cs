namespace EfficientNet.Architecture;

/// <summary>What a block is made of.</summary>
public enum BlockKind
{
    /// <summary>A depthwise convolution, then a 1 x 1 convolution without activation. There is nothing to expand.</summary>
    DepthwiseSeparable,

    /// <summary>The mobile inverted bottleneck: a 1 x 1 convolution that expands, a depthwise convolution, a 1 x 1 convolution without activation that projects.</summary>
    MBConv,

    /// <summary>
    /// MBConv with its first two convolutions fused into a full one that expands; then the 1 x 1 convolution without activation
    /// that projects (arXiv 2104.00298, section 3.2). Both are there even where the expansion ratio is 1.
    /// </summary>
    FusedMBConv,

    /// <summary>One full convolution with activation, and the residual added behind it. There is nothing to expand, and no squeeze-and-excitation.</summary>
    Convolution,
}
