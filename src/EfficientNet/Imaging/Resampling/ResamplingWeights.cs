using System.Collections.Concurrent;

namespace EfficientNet.Imaging.Resampling;

/// <summary>
/// Along one side of a picture: which pixels make up each resized one, and with what weights. Sizes, filters, their order of
/// evaluation and rounding are those of Pillow 13.0.0 (its Resample.c: precompute_coeffs, normalize_coeffs_8bpc), so that sums
/// of weighted bytes equal Pillow's to the bit.
/// </summary>
internal sealed class ResamplingWeights
{
    /// <summary>Weights are fixed-point numbers with as many bits behind the point: 32, less 8 of the byte, less 2 for sums beyond 1.</summary>
    public const int FractionBits = 22;

    /// <summary>What is added to a sum of weighted bytes before the bits behind the point are cut off.</summary>
    public const int Half = 1 << (FractionBits - 1);

    /// <summary>How many bits of a weight are its lower part; the rest, signed, is the upper one. Both fit into 16 bits.</summary>
    public const int LowerBits = 15;

    // Pictures of one size tend to come in numbers. What is kept of their weights takes eight megabytes at the very most.
    private const int MaximumKnown = 64;
    private const int MaximumKnownLength = 16384;
    private static readonly ConcurrentDictionary<(int From, int To, int First, int Count, Interpolation Interpolation), ResamplingWeights> _known = new();

    private readonly int[] _weights;

    private ResamplingWeights(int start, int length, int taps, int[] firsts, int[] weights)
    {
        Start = start;
        Length = length;
        Taps = taps;
        Firsts = firsts;
        _weights = weights;
        Pairs = new int[weights.Length];
        for (var i = 0; i < Pairs.Length; i += 2)
        {
            var (even, odd) = (weights[i], weights[i + 1]);
            const int lower = (1 << LowerBits) - 1;
            Pairs[i] = ((even >> LowerBits) & 0xFFFF) | (odd >> LowerBits << 16);
            Pairs[i + 1] = (even & lower) | ((odd & lower) << 16);
        }
    }

    /// <summary>The number of resized pixels.</summary>
    public int Count => Firsts.Length;

    /// <summary>The first of the source's pixels that has any weight.</summary>
    public int Start { get; }

    /// <summary>How many pixels from <see cref="Start"/> on are looked at. In a short source, some may lie beyond its end; their weight is 0.</summary>
    public int Length { get; }

    /// <summary>How many weights each resized pixel has, an even number, at least 4; those it does not need are zero.</summary>
    public int Taps { get; }

    /// <summary>For each resized pixel the first one of the source its weights belong to, counted from <see cref="Start"/>.</summary>
    public int[] Firsts { get; }

    /// <summary>All weights once more, two at a time: the upper parts of both in one number, the first one's in its lower half, then their lower parts likewise.</summary>
    public int[] Pairs { get; }

    /// <summary>The <see cref="Taps"/> weights of one resized pixel.</summary>
    public ReadOnlySpan<int> WeightsOf(int pixel) => _weights.AsSpan(pixel * Taps, Taps);

    /// <summary>The weights of <paramref name="count"/> pixels, from number <paramref name="first"/> on, of a side of <paramref name="from"/> pixels resized to <paramref name="to"/>.</summary>
    public static ResamplingWeights Of(int from, int to, int first, int count, Interpolation interpolation)
    {
        var key = (from, to, first, count, interpolation);
        if (_known.TryGetValue(key, out var weights))
        {
            return weights;
        }

        weights = Compute(from, to, first, count, interpolation);
        if (weights._weights.Length <= MaximumKnownLength)
        {
            if (_known.Count >= MaximumKnown)
            {
                _known.Clear();
            }

            _known[key] = weights;
        }

        return weights;
    }

    private static ResamplingWeights Compute(int from, int to, int first, int count, Interpolation interpolation)
    {
        var filter = ResamplingFilter.Of(interpolation);
        var scale = (double)from / to;
        var stretch = Math.Max(scale, 1.0);
        var support = filter.Support * stretch;
        var inverse = 1.0 / stretch;

        var (start, _) = Range(first);
        var length = Range(first + count - 1).End - start;
        var taps = 0;
        for (var i = 0; i < count; i++)
        {
            var (begin, end) = Range(first + i);
            taps = Math.Max(taps, end - begin);
        }

        taps = Math.Max(4, taps + (taps % 2));
        length = Math.Max(length, taps);
        var firsts = new int[count];
        var weights = new int[count * taps];
        var exact = new double[taps];
        for (var i = 0; i < count; i++)
        {
            var (begin, end) = Range(first + i);
            var center = (first + i + 0.5) * scale;
            var sum = 0.0;
            for (var tap = 0; tap < end - begin; tap++)
            {
                exact[tap] = filter.At((tap + begin - center + 0.5) * inverse);
                sum += exact[tap];
            }

            // Not even weights of zero reach beyond the end: where they would, zeros come first.
            var shifted = Math.Min(begin - start, length - taps);
            firsts[i] = shifted;
            var own = weights.AsSpan((i * taps) + begin - start - shifted, end - begin);
            for (var tap = 0; tap < own.Length; tap++)
            {
                var weight = sum == 0 ? exact[tap] : exact[tap] / sum;
                own[tap] = (int)((weight * (1 << FractionBits)) + (weight < 0 ? -0.5 : 0.5));
            }
        }

        return new ResamplingWeights(start, length, taps, firsts, weights);

        (int Begin, int End) Range(int x)
        {
            var center = (x + 0.5) * scale;
            return (Math.Max((int)(center - support + 0.5), 0), Math.Min((int)(center + support + 0.5), from));
        }
    }
}
