namespace EfficientNet.Architecture;

/// <summary>
/// One convolution with what follows it: BatchNorm or, without one, a bias; then perhaps the activation. Its own tensors'
/// names begin with <c>Name</c>, those of its BatchNorm with <c>BatchNorm</c>.
/// </summary>
internal sealed record ConvolutionLayer(
    string Name,
    string? BatchNorm,
    int InputChannels,
    int OutputChannels,
    int KernelSize = 1,
    int Stride = 1,
    int Groups = 1,
    bool IsActivated = true)
{
    public TensorSpecification Weight => new($"{Name}.weight", [OutputChannels, InputChannels / Groups, KernelSize, KernelSize]);

    /// <summary>Its bias, or its BatchNorm's.</summary>
    public TensorSpecification Bias => new(PartName("bias"), [OutputChannels]);

    /// <summary>The name of one of its BatchNorm's tensors, or of its own bias.</summary>
    public string PartName(string part) => $"{BatchNorm ?? Name}.{part}";

    public IEnumerable<TensorSpecification> Tensors()
    {
        yield return Weight;
        string[] parts = BatchNorm is null ? ["bias"] : ["weight", "bias", "running_mean", "running_var"];
        foreach (var part in parts)
        {
            yield return new(PartName(part), [OutputChannels]);
        }
    }

    /// <summary>Trained numbers; a BatchNorm's running mean and variance are counted from data, not trained.</summary>
    public long ParameterCount => Weight.Count + (BatchNorm is null ? 1 : 2) * OutputChannels;

    /// <summary>Multiply-adds for an output of this many pixels.</summary>
    public long MultiplyAdds(long outputPixels) => Weight.Count * outputPixels;

    /// <summary>An output's height for an input's, or width for width: both padding modes round up.</summary>
    public int OutputSize(int inputSize) => (inputSize + Stride - 1) / Stride;
}
