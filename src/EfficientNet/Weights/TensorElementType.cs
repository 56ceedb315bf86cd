namespace EfficientNet.Weights;

/// <summary>
/// How a tensor's numbers are stored. Weights are read from the first three; the others are known so that a file that
/// holds them beside the weights can be opened.
/// </summary>
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

    /// <summary>IEEE 754 double precision, 8 bytes.</summary>
    Float64,

    /// <summary>A truth value, 1 byte.</summary>
    Boolean,

    /// <summary>Signed integer, 1 byte.</summary>
    Int8,

    /// <summary>Signed integer, 2 bytes.</summary>
    Int16,

    /// <summary>Signed integer, 4 bytes.</summary>
    Int32,

    /// <summary>Unsigned integer, 1 byte.</summary>
    UInt8,

    /// <summary>Unsigned integer, 2 bytes.</summary>
    UInt16,

    /// <summary>Unsigned integer, 4 bytes.</summary>
    UInt32,

    /// <summary>Unsigned integer, 8 bytes.</summary>
    UInt64,

    /// <summary>A real and an imaginary part in single precision, 8 bytes.</summary>
    Complex64,

    /// <summary>A float of 8 bits, 4 of them exponent, 3 mantissa, without infinities.</summary>
    Float8E4M3,

    /// <summary>A float of 8 bits, 5 of them exponent, 2 mantissa.</summary>
    Float8E5M2,

    /// <summary>A power of two in 8 bits, the scale of a block of smaller numbers.</summary>
    Float8E8M0,

    /// <summary>As <see cref="Float8E4M3"/>, without negative zero and with a shifted exponent.</summary>
    Float8E4M3Fnuz,

    /// <summary>As <see cref="Float8E5M2"/>, without infinities and negative zero and with a shifted exponent.</summary>
    Float8E5M2Fnuz,

    /// <summary>A float of 6 bits, 2 of them exponent, 3 mantissa; packed.</summary>
    Float6E2M3,

    /// <summary>A float of 6 bits, 3 of them exponent, 2 mantissa; packed.</summary>
    Float6E3M2,

    /// <summary>A float of 4 bits; two share a byte.</summary>
    Float4,
}
