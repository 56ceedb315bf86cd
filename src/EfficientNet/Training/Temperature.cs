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
    private const double Widest = 4;

    /// <summary>Finds it; 1 where the mean log-loss or the expected calibration error would get worse.</summary>
    public static float Find(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes)
    {
        // The loss is convex in the reciprocal, and what is added to it rises away from 1: halve the range of its logarithm where the slope
        // changes sign.
        var (low, high) = (-Widest, Widest);
        for (var halving = 0; halving < 40; halving++)
        {
            var middle = 0.5 * (low + high);
            var slope = (Math.Exp(middle) * Slope(logits, labels, classes, Math.Exp(middle))) + (middle / (Spread * Spread));
            (low, high) = slope > 0 ? (low, middle) : (middle, high);
        }

        var temperature = (float)Math.Exp(-0.5 * (low + high));
        var before = new ClassificationMetrics(labels, Probabilities(logits, classes, 1), classes);
        var after = new ClassificationMetrics(labels, Probabilities(logits, classes, temperature), classes);
        return after.LogLoss <= before.LogLoss && after.ExpectedCalibrationError <= before.ExpectedCalibrationError ? temperature : 1;
    }

    /// <summary>The softmax of logits divided by a temperature.</summary>
    public static float[] Probabilities(ReadOnlySpan<float> logits, int classes, float temperature)
    {
        var probabilities = logits.ToArray();
        for (var start = 0; start < probabilities.Length; start += classes)
        {
            var row = probabilities.AsSpan(start, classes);
            foreach (ref var logit in row)
            {
                logit /= temperature;
            }

            Softmax.Apply(row);
        }

        return probabilities;
    }

    /// <summary>The derivative of the log-loss by the reciprocal: the expected logit less that of the true class.</summary>
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
