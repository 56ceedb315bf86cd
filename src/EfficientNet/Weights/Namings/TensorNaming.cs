namespace EfficientNet.Weights;

/// <summary>Whose names a file of weights calls its tensors by.</summary>
public enum TensorNaming
{
    /// <summary>timm's, which this library uses itself: <c>blocks.1.0.conv_dw.weight</c>.</summary>
    Timm,

    /// <summary>torchvision's: <c>features.2.0.block.1.0.weight</c>.</summary>
    Torchvision,

    /// <summary>Those of the package EfficientNet-PyTorch: <c>_blocks.1._depthwise_conv.weight</c>. It has no fused blocks.</summary>
    EfficientNetPyTorch,
}
