namespace EfficientNet.Weights;

/// <summary>How a tensor's numbers are stored.</summary>
public enum TensorElementType
{
    /// <summary>IEEE 754 single precision, 4 bytes.</summary>
    Float32,

    /// <summary>IEEE 754 half precision, 2 bytes.</summary>
    Float16,

    /// <summary>The upper half of a single-precision number, 2 bytes.</summary>
    BFloat16,

    /// <summary>Signed integer, 8 bytes; only counters such as <c>num_batches_tracked</c> are stored so.</summary>
    Int64,
}
