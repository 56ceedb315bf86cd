namespace EfficientNet.Architecture;

/// <summary>What a block is made of.</summary>
public enum BlockKind
{
    /// <summary>A depthwise convolution, then a 1 x 1 convolution without activation. There is nothing to expand.</summary>
    DepthwiseSeparable,

    /// <summary>The mobile inverted bottleneck: a 1 x 1 convolution that expands, a depthwise convolution, a 1 x 1 convolution without activation that projects.</summary>
    MBConv,
}
