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

    private ResamplingWeights(int start, int length, int taps, int[] firsts, int[] weights)
    {
        Start = start;
        Length = length;
        Taps = taps;
        Firsts = firsts;
        Weights = weights;
    }

    /// <summary>The first of the source's pixels that has any weight.</summary>
    public int Start { get; }

    /// <summary>How many of the source's pixels, from <see cref="Start"/> on, have any weight.</summary>
    public int Length { get; }

    /// <summary>How many weights each resized pixel has; those it does not need are zero.</summary>
    public int Taps { get; }

    /// <summary>For each resized pixel the first one of the source its weights belong to, counted from <see cref="Start"/>.</summary>
    public int[] Firsts { get; }

    /// <summary>For each resized pixel its <see cref="Taps"/> weights.</summary>
    public int[] Weights { get; }

    /// <summary>The weights of <paramref name="count"/> pixels, from number <paramref name="first"/> on, of a side of <paramref name="from"/> pixels resized to <paramref name="to"/>.</summary>
    public static ResamplingWeights Of(int from, int to, int first, int count, Interpolation interpolation)
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

            // Weights never reach beyond the last pixel, not even those of zero: where they would, zeros come first.
            var shifted = Math.Max(0, Math.Min(begin - start, length - taps));
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
