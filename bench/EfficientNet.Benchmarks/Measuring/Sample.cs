namespace EfficientNet.Benchmarks.Measuring;

/// <summary>One number a round, in the order of the rounds.</summary>
internal sealed record Sample(IReadOnlyList<double> Values)
{
    public double Median
    {
        get
        {
            double[] sorted = [.. Values.Order()];
            int middle = sorted.Length / 2;
            return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }

    public double Least => Values.Min();

    public double Most => Values.Max();

    /// <summary>Round by round, so that what slows a whole round down cancels out.</summary>
    public Sample DividedBy(Sample other) => new([.. Values.Zip(other.Values, (value, by) => value / by)]);

    /// <summary>Round by round.</summary>
    public Sample Plus(Sample other) => new([.. Values.Zip(other.Values, (value, more) => value + more)]);
}
