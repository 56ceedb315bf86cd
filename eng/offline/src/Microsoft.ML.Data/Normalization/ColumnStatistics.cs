namespace Microsoft.ML.Transforms;

// What is learnt of the slots of one column, row by row.
internal sealed class ColumnStatistics(int slotCount)
{
    private readonly double[] _min = Filled(slotCount, double.PositiveInfinity);
    private readonly double[] _max = Filled(slotCount, double.NegativeInfinity);
    private readonly double[] _mean = new double[slotCount];
    private readonly double[] _squaredDeviations = new double[slotCount];
    private readonly long[] _finite = new long[slotCount];

    // NaN counts nowhere; the infinities only for the extremes.
    public void Add(int slot, double value)
    {
        if (value < _min[slot])
            _min[slot] = value;
        if (value > _max[slot])
            _max[slot] = value;
        if (!double.IsFinite(value))
            return;
        // Welford's running mean and variance.
        _finite[slot]++;
        var delta = value - _mean[slot];
        _mean[slot] += delta / _finite[slot];
        _squaredDeviations[slot] += delta * (value - _mean[slot]);
    }

    // Normalized is (value - offset) * scale. A slot that never varied says nothing, and becomes zero.
    public (double Scale, double Offset) Affine(int slot, NormalizationKind kind, bool fixZero) => kind switch
    {
        NormalizationKind.MinMax => MinMax(_min[slot], _max[slot], fixZero),
        _ => MeanVariance(_mean[slot], _squaredDeviations[slot] / _finite[slot], fixZero),
    };

    private static (double Scale, double Offset) MinMax(double min, double max, bool fixZero)
    {
        if (!(max > min))
            return (0, 0);
        return fixZero ? (1 / Math.Max(Math.Abs(min), Math.Abs(max)), 0) : (1 / (max - min), min);
    }

    private static (double Scale, double Offset) MeanVariance(double mean, double variance, bool fixZero)
    {
        if (!(variance > 0))
            return (0, 0);
        return fixZero ? (1 / Math.Sqrt(variance + mean * mean), 0) : (1 / Math.Sqrt(variance), mean);
    }

    private static double[] Filled(int count, double value)
    {
        var array = new double[count];
        Array.Fill(array, value);
        return array;
    }
}
