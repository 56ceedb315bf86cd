namespace EfficientNet.Quantization;

/// <summary>Sums up the power of a signal and of what is wrong with it.</summary>
internal struct NoiseMeter
{
    private double _signal;
    private double _noise;

    /// <summary>The signal-to-noise ratio, 10 log10(signal / noise); infinite where nothing is wrong.</summary>
    public readonly double Decibels => _noise == 0 ? double.PositiveInfinity : 10 * Math.Log10(_signal / _noise);

    public void Add(float right, float found)
    {
        _signal += (double)right * right;
        _noise += ((double)found - right) * ((double)found - right);
    }
}
