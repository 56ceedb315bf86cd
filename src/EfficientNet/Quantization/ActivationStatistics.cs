using System.Numerics.Tensors;

namespace EfficientNet.Quantization;

/// <summary>
/// What is kept of the values seen at one point: their ends, the mean of every channel and, where asked for, a histogram. Its bins
/// reach from minus to plus a power of two and grow by merging pairs, so it does not depend on the order in which values come.
/// </summary>
/// <param name="hasHistogram">Whether there is a histogram.</param>
internal sealed class ActivationStatistics(bool hasHistogram)
{
    /// <summary>Bins on either side of zero.</summary>
    public const int HalfBins = 2048;

    /// <summary>The smallest reach; what is below it is as good as zero.</summary>
    private const float SmallestReach = 1f / 1024;

    private readonly long[] _bins = hasHistogram ? new long[2 * HalfBins] : [];
    private double[] _sums = [];
    private long _perChannel;

    public float Minimum { get; private set; } = float.PositiveInfinity;

    public float Maximum { get; private set; } = float.NegativeInfinity;

    /// <summary>The last bin ends here, the first one at minus this.</summary>
    public float Reach { get; private set; } = SmallestReach;

    /// <summary>How many values fell into each bin, the most negative first. Zeros are not counted: they are stored exactly in every range.</summary>
    public ReadOnlySpan<long> Bins => _bins;

    /// <summary>The mean of each channel.</summary>
    public float[] Means => [.. _sums.Select(sum => (float)(sum / _perChannel))];

    /// <summary>Adds the values of one picture, channel by channel.</summary>
    public void Add(ReadOnlySpan<float> values, int channels)
    {
        var (low, high) = (TensorPrimitives.Min(values), TensorPrimitives.Max(values));
        if (!float.IsFinite(low) || !float.IsFinite(high))
        {
            throw new InvalidDataException("numbers that are not finite");
        }

        Minimum = Math.Min(Minimum, low);
        Maximum = Math.Max(Maximum, high);
        AddMeans(values, channels);
        if (_bins.Length > 0)
        {
            Grow(Math.Max(Math.Abs(low), Math.Abs(high)));
            Count(values);
        }
    }

    private void AddMeans(ReadOnlySpan<float> values, int channels)
    {
        Array.Resize(ref _sums, channels);
        var perChannel = values.Length / channels;
        _perChannel += perChannel;
        for (var channel = 0; channel < channels; channel++)
        {
            _sums[channel] += TensorPrimitives.Sum(values.Slice(channel * perChannel, perChannel));
        }
    }

    private void Grow(float magnitude)
    {
        while (Reach <= magnitude)
        {
            Reach *= 2;
            var merged = new long[_bins.Length];
            for (var bin = 0; bin < _bins.Length; bin++)
            {
                merged[(HalfBins / 2) + (bin / 2)] += _bins[bin];
            }

            merged.CopyTo(_bins, 0);
        }
    }

    private void Count(ReadOnlySpan<float> values)
    {
        var perUnit = HalfBins / Reach;
        foreach (var value in values)
        {
            _bins[HalfBins + (int)MathF.Floor(value * perUnit)] += value == 0 ? 0 : 1;
        }
    }
}
