using System.Numerics.Tensors;

namespace EfficientNet.Training;

/// <summary>Logits to probabilities.</summary>
internal static class Softmax
{
    /// <summary>Replaces the logits of one row by their probabilities. The largest is subtracted first, so that none overflows.</summary>
    public static void Apply(Span<float> row)
    {
        TensorPrimitives.Subtract(row, TensorPrimitives.Max<float>(row), row);
        TensorPrimitives.Exp<float>(row, row);
        TensorPrimitives.Divide(row, TensorPrimitives.Sum<float>(row), row);
    }

    /// <summary>Minus the logarithm of the probability of one class, in double precision.</summary>
    public static double NegativeLogLikelihood(ReadOnlySpan<float> logits, int label, double inverseTemperature = 1)
    {
        double largest = TensorPrimitives.Max(logits);
        var sum = 0.0;
        foreach (var logit in logits)
        {
            sum += Math.Exp((logit - largest) * inverseTemperature);
        }

        return Math.Log(sum) - ((logits[label] - largest) * inverseTemperature);
    }
}
