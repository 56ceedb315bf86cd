using System.Runtime.CompilerServices;

namespace EfficientNet.Training;

/// <summary>
/// Moves features to mean 0 and mean square length 1: the mean is subtracted, and all features are divided by one number, so what matters
/// more than the rest keeps doing so; a penalty then means the same for every network. It is taken from all rows, held out or not, for it
/// knows nothing of what class they are.
/// </summary>
internal sealed class FeatureScaling
{
    /// <summary>How many rows are summed at once; fixed, so that sums do not depend on the number of cores.</summary>
    private const int RowsAtOnce = 128;

    private readonly double[] _means;

    private FeatureScaling(double[] means, double length) => (_means, Length) = (means, length);

    /// <summary>What features are divided by: the root of the mean square distance of rows from their mean; 1 if they do not differ.</summary>
    public double Length { get; }

    /// <summary>Finds it.</summary>
    /// <param name="examples">The rows.</param>
    /// <param name="weights">How much each row counts.</param>
    /// <param name="perFeature">Whether it is the features' mean square, not their sum, that becomes 1.</param>
    /// <param name="parallel">On how many cores.</param>
    /// <exception cref="ArgumentException">A feature is not finite.</exception>
    public static FeatureScaling Of(HeadExamples examples, float[] weights, bool perFeature, ParallelOptions parallel)
    {
        var total = weights.Sum(weight => (double)weight);
        var means = Sum(parallel, examples.Rows, examples.FeatureCount, (row, sums) => AddRow(examples.Row(row), weights[row], sums));
        foreach (ref var mean in means.AsSpan())
        {
            mean /= total;
            if (!double.IsFinite(mean))
            {
                throw NotFinite(examples);
            }
        }

        var square = Sum(parallel, examples.Rows, 1, (row, sums) => sums[0] += weights[row] * SquaredDistance(examples.Row(row), means))[0] / total;
        var meanSquare = means.Sum(mean => mean * mean);

        // Below that, what differs is the rounding of single precision.
        var length = square > Math.Max(1e-60, 1e-12 * meanSquare) ? Math.Sqrt(square) : 1;
        return new FeatureScaling(means, perFeature ? length / Math.Sqrt(means.Length) : length);
    }

    /// <summary>Writes a row of features as it stands after scaling.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(ReadOnlySpan<float> features, Span<float> scaled)
    {
        var factor = 1 / Length;
        var means = _means.AsSpan(0, features.Length);
        scaled = scaled[..features.Length];
        for (var feature = 0; feature < features.Length; feature++)
        {
            scaled[feature] = (float)((features[feature] - means[feature]) * factor);
        }
    }

    /// <summary>Makes weights for scaled features into weights for features as they are.</summary>
    public void Fold(Span<float> weight, ref float bias)
    {
        var moved = (double)bias;
        for (var feature = 0; feature < weight.Length; feature++)
        {
            var factor = weight[feature] / Length;
            moved -= factor * _means[feature];
            weight[feature] = (float)factor;
        }

        bias = (float)moved;
    }

    private static double[] Sum(ParallelOptions parallel, int rows, int count, Action<int, double[]> add)
    {
        var pieces = new double[(rows + RowsAtOnce - 1) / RowsAtOnce][];
        Parallel.For(0, pieces.Length, parallel, piece =>
        {
            var sums = new double[count];
            for (var row = piece * RowsAtOnce; row < Math.Min(rows, (piece + 1) * RowsAtOnce); row++)
            {
                add(row, sums);
            }

            pieces[piece] = sums;
        });
        foreach (var piece in pieces.AsSpan(1))
        {
            for (var at = 0; at < count; at++)
            {
                pieces[0][at] += piece[at];
            }
        }

        return pieces[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRow(ReadOnlySpan<float> features, double weight, double[] sums)
    {
        for (var feature = 0; feature < features.Length; feature++)
        {
            sums[feature] += weight * features[feature];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SquaredDistance(ReadOnlySpan<float> features, double[] means)
    {
        var sum = 0.0;
        for (var feature = 0; feature < features.Length; feature++)
        {
            var distance = features[feature] - means[feature];
            sum += distance * distance;
        }

        return sum;
    }

    private static ArgumentException NotFinite(HeadExamples examples)
    {
        var place = examples.Features.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        return new ArgumentException(
            $"Features are finite numbers; feature {place % examples.FeatureCount} of row {place / examples.FeatureCount} is {examples.Features[place]}. "
            + "Leave that row out, or find out why its network gives such a number.");
    }
}
