namespace EfficientNet.Architecture;

/// <summary>Where the zeros around a convolution's input go. Both modes give maps of the same size; weights trained with one are wrong with the other.</summary>
public enum PaddingMode
{
    /// <summary>TensorFlow's SAME: as many as the output size needs for this input size, the odd one below and to the right.</summary>
    TensorFlowSame,

    /// <summary>PyTorch's: half the kernel on every side, whatever the input size.</summary>
    Symmetric,
}
