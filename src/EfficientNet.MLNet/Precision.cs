namespace EfficientNet.MLNet;

/// <summary>What a network computes in.</summary>
public enum Precision
{
    /// <summary>Single precision, as the weights were trained.</summary>
    Single,

    /// <summary>
    /// Weights and the values between the layers in bytes, sums in 32-bit integers: less memory, and faster where the processor
    /// multiplies bytes faster than floats; features and classes differ slightly. The Lite and EdgeTPU variants gain the most, those with
    /// squeeze-and-excitation and swish less.
    /// </summary>
    Int8,
}
