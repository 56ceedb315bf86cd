using System.Numerics.Tensors;

namespace Microsoft.ML.Numeric;

/// <summary>
/// The loss of multinomial logistic regression: (sum of weight * cross entropy + L2 / 2 * |W|²) / sum of weights, where the
/// biases stand first and are not regularized, then one row of weights a class.
/// </summary>
internal sealed class SoftmaxObjective(TrainingRows rows, double l2Weight)
{
    private readonly double _weightSum = rows.Weights.Sum();

    public int BiasCount => rows.ClassCount;

    public int ParameterCount => rows.ClassCount * (1 + rows.FeatureCount);

    public double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
    {
        gradient.Clear();
        var classes = rows.ClassCount;
        var features = rows.FeatureCount;
        var weights = point[classes..];
        var weightGradient = gradient[classes..];
        Span<double> scores = new double[classes];
        double loss = 0;

        for (var row = 0; row < rows.Count; row++)
        {
            ReadOnlySpan<double> x = rows.Features[row];
            for (var c = 0; c < classes; c++)
                scores[c] = point[c] + TensorPrimitives.Dot(weights.Slice(c * features, features), x);

            var largest = TensorPrimitives.Max<double>(scores);
            double sum = 0;
            foreach (var score in scores)
                sum += Math.Exp(score - largest);
            var logSum = largest + Math.Log(sum);
            var weight = rows.Weights[row];
            loss += weight * (logSum - scores[rows.Labels[row]]);

            for (var c = 0; c < classes; c++)
            {
                var error = weight * (Math.Exp(scores[c] - logSum) - (c == rows.Labels[row] ? 1 : 0));
                gradient[c] += error;
                var slice = weightGradient.Slice(c * features, features);
                TensorPrimitives.MultiplyAdd(x, error, slice, slice);
            }
        }

        if (l2Weight > 0)
        {
            loss += l2Weight / 2 * TensorPrimitives.SumOfSquares(weights);
            TensorPrimitives.MultiplyAdd(weights, l2Weight, weightGradient, weightGradient);
        }
        TensorPrimitives.Divide(gradient, _weightSum, gradient);
        return loss / _weightSum;
    }
}
