namespace EfficientNet.Quantization;

/// <summary>How a network is calibrated.</summary>
public sealed class QuantizationOptions
{
    /// <summary>How ranges follow from the values seen. Default: <see cref="CalibrationMethod.Percentile"/>, which measured best.</summary>
    public CalibrationMethod Method { get; init; } = CalibrationMethod.Percentile;

    /// <summary>
    /// With <see cref="CalibrationMethod.Percentile"/>: the percentage of values that lies below the range's upper end, and above its
    /// lower one; above 50, at most 100. Default: 99.999.
    /// </summary>
    public double Percentile { get; init; } = 99.999;

    /// <summary>
    /// Whether biases make up for what the rounding of weights does to the mean of every channel (Nagel et al., "Data-Free Quantization
    /// Through Weight Equalization and Bias Correction", 2019, section 4.2, with means that were seen). It costs nothing at run time;
    /// without it, a calibration takes a few kilobytes; with it, six bytes more for every channel of the network. Default: true.
    /// </summary>
    public bool CorrectsBiases { get; init; } = true;

    /// <summary>The most pictures that are looked at; later ones are not asked for. Above 0. Default: 128.</summary>
    public int MaximumPictures { get; init; } = 128;

    internal void Validate()
    {
        var problems = new List<string>();
        if (!Enum.IsDefined(Method))
        {
            problems.Add($"Method is {Method}, expected one of {string.Join(", ", Enum.GetNames<CalibrationMethod>())}");
        }

        if (!(Percentile is > 50 and <= 100))
        {
            problems.Add($"Percentile is {Percentile}, must be above 50 and at most 100");
        }

        if (MaximumPictures <= 0)
        {
            problems.Add($"MaximumPictures is {MaximumPictures}, must be positive");
        }

        if (problems.Count > 0)
        {
            throw new ArgumentException($"No calibration is possible with these options: {string.Join("; ", problems)}.");
        }
    }
}
