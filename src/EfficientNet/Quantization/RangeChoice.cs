namespace EfficientNet.Quantization;

/// <summary>Chooses the range that a point's values are stored in.</summary>
internal static class RangeChoice
{
    /// <summary>Steps a byte has.</summary>
    private const int Levels = 256;

    /// <summary>How many ranges are compared by entropy: from the whole of the histogram down to 1/64 of it.</summary>
    private const int Candidates = 64;

    public static ActivationRange Of(ActivationStatistics statistics, QuantizationOptions options)
    {
        var (low, high) = options.Method switch
        {
            CalibrationMethod.Percentile => Percentile(statistics, options.Percentile / 100),
            CalibrationMethod.Entropy => Entropy(statistics),
            _ => (statistics.Minimum, statistics.Maximum),
        };

        // Bins end beyond the values, and zero must be in the range. One that saw nothing but zeros may be any.
        low = Math.Min(0, Math.Max(low, statistics.Minimum));
        high = Math.Max(0, Math.Min(high, statistics.Maximum));
        return low < high ? new(low, high) : new(0, 1);
    }

    private static (float Low, float High) Percentile(ActivationStatistics statistics, double share)
    {
        var bins = statistics.Bins;
        var outside = (long)((1 - share) * Sum(bins));
        var (first, last) = (0, bins.Length - 1);
        for (var seen = bins[first]; seen <= outside && first < last; seen += bins[first])
        {
            first++;
        }

        for (var seen = bins[last]; seen <= outside && last > first; seen += bins[last])
        {
            last--;
        }

        return (Edge(statistics, first), Edge(statistics, last + 1));
    }

    private static (float Low, float High) Entropy(ActivationStatistics statistics)
    {
        var bins = statistics.Bins;
        var (first, last) = (0, bins.Length - 1);
        while (bins[first] == 0 && first < last)
        {
            first++;
        }

        while (bins[last] == 0 && last > first)
        {
            last--;
        }

        // Bin HalfBins begins at zero, which stays in the range. The end that is farther away is drawn towards it, both from where they meet.
        var (below, above) = (Math.Max(0, ActivationStatistics.HalfBins - first), Math.Max(0, last + 1 - ActivationStatistics.HalfBins));
        var best = (Divergence: double.PositiveInfinity, First: first, Last: last);
        for (var candidate = Candidates; candidate > 0; candidate--)
        {
            var reach = (int)Math.Ceiling((double)Math.Max(below, above) * candidate / Candidates);
            var from = ActivationStatistics.HalfBins - Math.Min(below, reach);
            var to = ActivationStatistics.HalfBins + Math.Min(above, reach);
            if (to - from < Levels && candidate < Candidates)
            {
                break; // every bin would have a level of its own: nothing left to tell ranges apart by
            }

            var divergence = Divergence(bins, from, to);
            if (divergence < best.Divergence)
            {
                best = (divergence, from, to - 1);
            }
        }

        return (Edge(statistics, best.First), Edge(statistics, best.Last + 1));
    }

    /// <summary>
    /// How far the distribution of quantized values is from that of the values: of the bins [from, to) with what is cut off added to the
    /// first and the last, against the same counts spread evenly over the bins, not empty, that share a level.
    /// </summary>
    private static double Divergence(ReadOnlySpan<long> bins, int from, int to)
    {
        var kept = bins[from..to];
        double total = Sum(bins);
        double keptTotal = Sum(kept);
        var (cutBelow, cutAbove) = (Sum(bins[..from]), Sum(bins[to..]));
        var divergence = 0.0;
        for (var level = 0; level < Levels; level++)
        {
            var (start, end) = ((int)((long)kept.Length * level / Levels), (int)((long)kept.Length * (level + 1) / Levels));
            long sum = 0;
            var used = 0;
            for (var bin = start; bin < end; bin++)
            {
                sum += kept[bin];
                used += kept[bin] > 0 ? 1 : 0;
            }

            for (var bin = start; bin < end; bin++)
            {
                var count = kept[bin] + (bin == 0 ? cutBelow : 0) + (bin == kept.Length - 1 ? cutAbove : 0);
                if (count > 0)
                {
                    // A bin that got only what was cut off has no level to be in: as unlikely as one value.
                    var quantized = kept[bin] > 0 ? (double)sum / used / keptTotal : 1 / keptTotal;
                    divergence += count / total * Math.Log(count / total / quantized);
                }
            }
        }

        return divergence;
    }

    private static float Edge(ActivationStatistics statistics, int bin) =>
        statistics.Reach * (bin - ActivationStatistics.HalfBins) / ActivationStatistics.HalfBins;

    private static long Sum(ReadOnlySpan<long> counts)
    {
        long sum = 0;
        foreach (var count in counts)
        {
            sum += count;
        }

        return sum;
    }
}
