namespace EfficientNet.Training;

/// <summary>Features and classes of pictures that a head is trained on. The arrays are kept, not copied; nothing is written to them.</summary>
public sealed class HeadExamples
{
    /// <summary>Rows of features with their classes.</summary>
    /// <param name="features">The rows' features, a row after the other: rows x <paramref name="featureCount"/> finite numbers.</param>
    /// <param name="featureCount">How many features a row has, at least 1.</param>
    /// <param name="labels">The class of each row, counted from 0.</param>
    /// <param name="groups">
    /// A number for each row; rows with the same number belong together (views of one picture, near duplicates) and never stand on both
    /// sides of an internal validation. Null: each row stands for itself.
    /// </param>
    /// <param name="isPlain">
    /// Whether each row is a picture as it will be scored, not an augmented view of it; only such rows are judged in internal validation.
    /// Null: all are.
    /// </param>
    /// <exception cref="ArgumentException">The counts do not fit together; or there is no row.</exception>
    public HeadExamples(float[] features, int featureCount, int[] labels, int[]? groups = null, bool[]? isPlain = null)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(featureCount, 1);
        if (labels.Length == 0)
        {
            throw new ArgumentException("A head is trained on at least one row; there is none.", nameof(labels));
        }

        if (features.Length != (long)labels.Length * featureCount)
        {
            throw new ArgumentException(
                $"{labels.Length} labels with {featureCount} features each make {(long)labels.Length * featureCount} numbers; there are {features.Length}.", nameof(features));
        }

        if (groups is not null && groups.Length != labels.Length)
        {
            throw new ArgumentException($"Each of the {labels.Length} rows has one group; there are {groups.Length}.", nameof(groups));
        }

        if (isPlain is not null && isPlain.Length != labels.Length)
        {
            throw new ArgumentException($"Each of the {labels.Length} rows is plain or is not; there are {isPlain.Length} marks.", nameof(isPlain));
        }

        (Features, FeatureCount, Labels) = (features, featureCount, labels);
        Groups = groups ?? [.. Enumerable.Range(0, labels.Length)];
        IsPlain = isPlain ?? [.. Enumerable.Repeat(true, labels.Length)];
    }

    /// <summary>How many rows there are.</summary>
    public int Rows => Labels.Length;

    /// <summary>How many features a row has.</summary>
    public int FeatureCount { get; }

    internal float[] Features { get; }

    internal int[] Labels { get; }

    internal int[] Groups { get; }

    internal bool[] IsPlain { get; }

    internal ReadOnlySpan<float> Row(int row) => Features.AsSpan(row * FeatureCount, FeatureCount);
}
