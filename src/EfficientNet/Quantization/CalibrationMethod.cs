namespace EfficientNet.Quantization;

/// <summary>How the range that 256 steps are spread over follows from the values seen at a point of the network.</summary>
public enum CalibrationMethod
{
    /// <summary>From the smallest to the largest value: nothing is cut off, the steps are the widest.</summary>
    MinMax,

    /// <summary>As much of the values' middle as <see cref="QuantizationOptions.Percentile"/> says; what lies outside is cut off.</summary>
    Percentile,

    /// <summary>
    /// The range whose quantized values are distributed most like the values themselves, by the Kullback-Leibler divergence of their
    /// histograms (Migacz, "8-bit inference with TensorRT", 2017).
    /// </summary>
    Entropy,
}
