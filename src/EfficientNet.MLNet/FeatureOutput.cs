namespace EfficientNet.MLNet;

/// <summary>What a featurizer's column holds.</summary>
public readonly record struct FeatureOutput
{
    private FeatureOutput(FeatureKind kind, int level = 0)
    {
        Kind = kind;
        Level = level;
    }

    /// <summary>
    /// What the classifier gets: the head's maps averaged over height and width; a vector of the network's feature count (1,280 for
    /// Lite0). The default, and what a trainer behind the featurizer wants.
    /// </summary>
    public static FeatureOutput Pooled { get; } = new(FeatureKind.Pooled);

    /// <summary>The classifier's output before the softmax: a vector with one value a class.</summary>
    public static FeatureOutput Logits { get; } = new(FeatureKind.Logits);

    internal FeatureKind Kind { get; }

    internal int Level { get; }

    /// <summary>
    /// The feature maps of one resolution, as a vector of known size channels x height x width (row-major): the last maps before each
    /// halving, and for level 5 the last maps before the head convolution. Level <c>n</c> is 2^n times smaller than the input.
    /// </summary>
    /// <param name="level">1 (half the input's resolution) to 5 (a thirty-second).</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not 1 to 5.</exception>
    public static FeatureOutput Endpoint(int level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 5);
        return new FeatureOutput(FeatureKind.Endpoint, level);
    }

    /// <inheritdoc/>
    public override string ToString() => Kind == FeatureKind.Endpoint ? $"Endpoint({Level})" : Kind.ToString();
}

internal enum FeatureKind
{
    Pooled,
    Logits,
    Endpoint,
}
