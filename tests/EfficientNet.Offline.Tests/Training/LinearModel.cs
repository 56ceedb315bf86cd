using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace EfficientNet.Offline.Tests.Training;

/// <summary>Weights and biases read from a trained model, and how far they are from the optimum of the documented objective.</summary>
internal sealed class LinearModel
{
    public LinearModel(MaximumEntropyModelParameters parameters)
    {
        VBuffer<float>[] weights = null;
        parameters.GetWeights(ref weights, out var classCount);
        Assert.Equal(classCount, weights.Length);
        Weights = weights.Select(row => row.DenseValues().Select(w => (double)w).ToArray()).ToArray();
        Biases = parameters.GetBiases().Select(bias => (double)bias).ToArray();
    }

    public double[][] Weights { get; }

    public double[] Biases { get; }

    public double[] Logits(float[] features) =>
        Biases.Select((bias, c) => bias + features.Select((x, f) => x * Weights[c][f]).Sum()).ToArray();

    public double[] Probabilities(float[] features)
    {
        var logits = Logits(features);
        var exponentials = logits.Select(logit => Math.Exp(logit - logits.Max())).ToArray();
        return exponentials.Select(e => e / exponentials.Sum()).ToArray();
    }

    /// <summary>
    /// The largest slope of (sum of weight * cross entropy + l2 / 2 * |W|²) / sum of weights + l1 / rows * |W|: zero at the optimum.
    /// </summary>
    public double LargestSlope(IReadOnlyList<Flower> rows, double l1, double l2)
    {
        var total = rows.Sum(row => (double)row.Importance);
        var largest = 0.0;
        for (var c = 0; c < Biases.Length; c++)
        {
            var errors = rows.Select(row => row.Importance * (Probabilities(row.Features)[c] - (row.KindIndex == c ? 1 : 0))).ToArray();
            largest = Math.Max(largest, Math.Abs(errors.Sum() / total));
            for (var f = 0; f < Weights[c].Length; f++)
            {
                var weight = Weights[c][f];
                var slope = (rows.Select((row, i) => errors[i] * row.Features[f]).Sum() + l2 * weight) / total;
                var penalty = l1 / rows.Count;
                largest = Math.Max(largest, weight != 0 ? Math.Abs(slope + Math.Sign(weight) * penalty) : Math.Abs(slope) - penalty);
            }
        }
        return largest;
    }
}
