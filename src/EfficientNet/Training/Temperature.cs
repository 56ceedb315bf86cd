using System.Numerics.Tensors;

namespace EfficientNet.Training;

/// <summary>
/// The one number that logits are divided by so that the probabilities of held-out rows fit best (Guo et al., "On calibration of modern
/// neural networks", 2017, arXiv:1706.04599, section 4.2). No prediction changes by it.
/// </summary>
internal static class Temperature
{
    /// <summary>
    /// How far the temperature's logarithm is expected from 0 before anything is seen, as a normal distribution's standard deviation. Few
    /// rows that all happen to be right would otherwise ask for a temperature near 0; many rows hardly notice.
    /// </summary>
    private const double Spread = 0.5;

    /// <summary>The logarithm is looked for from minus to plus this.</summary>
    private const double Widest = 2;

    /// <summary>
    /// The temperature that fits best; 1 unless the mean log-loss falls by more than the standard error of its fall, which could be chance,
    /// and the expected calibration error falls too.
    /// </summary>
    public static float Find(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes)
    {
        var temperature = Fit(logits, labels, classes);
        var (sum, squares) = (0.0, 0.0);
        for (var row = 0; row < labels.Length; row++)
        {
            var ofRow = logits.Slice(row * classes, classes);
            var gain = Softmax.NegativeLogLikelihood(ofRow, labels[row]) - Softmax.NegativeLogLikelihood(ofRow, labels[row], 1.0 / temperature);
            (sum, squares) = (sum + gain, squares + (gain * gain));
        }

        var mean = sum / labels.Length;
        var standardError = Math.Sqrt(Math.Max(0, (squares / labels.Length) - (mean * mean)) / labels.Length);
        return mean > standardError && CalibrationError(logits, labels, classes, temperature) < CalibrationError(logits, labels, classes, 1) ? temperature : 1;
    }

    /// <summary>The temperature with the smallest sum of log-losses + (its logarithm)^2 / (2 x 0.5^2).</summary>
    public static float Fit(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes)
    {
        // The loss is convex in the reciprocal, and what is added to it rises away from 1: halve the range of the reciprocal's logarithm
        // where the slope changes sign.
        var (low, high) = (-Widest, Widest);
        for (var halving = 0; halving < 30; halving++)
        {
            var middle = 0.5 * (low + high);
            var slope = (Math.Exp(middle) * Slope(logits, labels, classes, Math.Exp(middle))) + (middle / (Spread * Spread));
            (low, high) = slope > 0 ? (low, middle) : (middle, high);
        }

        return (float)Math.Exp(-0.5 * (low + high));
    }

    /// <summary>The softmax of logits divided by a temperature.</summary>
    public static float[] Probabilities(ReadOnlySpan<float> logits, int classes, float temperature)
    {
        var probabilities = logits.ToArray();
        TensorPrimitives.Divide(probabilities, temperature, probabilities);
        for (var start = 0; start < probabilities.Length; start += classes)
        {
            Softmax.Apply(probabilities.AsSpan(start, classes));
        }

        return probabilities;
    }

    private static double CalibrationError(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes, float temperature) =>
        new ClassificationMetrics(labels, Probabilities(logits, classes, temperature), classes).ExpectedCalibrationError;

    /// <summary>The derivative of the sum of log-losses by the reciprocal: the expected logit less that of the true class.</summary>
    private static double Slope(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes, double reciprocal)
    {
        var slope = 0.0;
        for (var row = 0; row < labels.Length; row++)
        {
            var ofRow = logits.Slice(row * classes, classes);
            double largest = TensorPrimitives.Max(ofRow);
            var (sum, expected) = (0.0, 0.0);
            foreach (var logit in ofRow)
            {
                var share = Math.Exp((logit - largest) * reciprocal);
                (sum, expected) = (sum + share, expected + (share * (logit - largest)));
            }

            slope += (expected / sum) - (ofRow[labels[row]] - largest);
        }

        return slope;
    }
}
