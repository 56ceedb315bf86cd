namespace EfficientNet.Training;

/// <summary>How much rows and classes count.</summary>
internal static class RowWeights
{
    /// <summary>Finds both.</summary>
    /// <returns>
    /// For each row its share: a group counts as many pictures as it has plain rows (one, if it has none), and its rows share that evenly,
    /// so that augmented views make a picture no heavier. For each class what its rows' shares are multiplied with; balanced: all shares /
    /// (classes with rows x the shares of the class).
    /// </returns>
    public static (float[] Shares, float[] OfClasses) Of(HeadExamples examples, int classes, HeadTrainingOptions options)
    {
        var counts = new Dictionary<int, (int Rows, int Plain)>();
        for (var row = 0; row < examples.Rows; row++)
        {
            var (rows, plain) = counts.GetValueOrDefault(examples.Groups[row]);
            counts[examples.Groups[row]] = (rows + 1, plain + (examples.IsPlain[row] ? 1 : 0));
        }

        float[] shares = [.. examples.Groups.Select(group => (float)Math.Max(1, counts[group].Plain) / counts[group].Rows)];
        if (options.ClassWeights is not null)
        {
            return (shares, [.. options.ClassWeights]);
        }

        var ofClass = new double[classes];
        for (var row = 0; row < shares.Length; row++)
        {
            ofClass[examples.Labels[row]] += shares[row];
        }

        var mean = ofClass.Sum() / ofClass.Count(weight => weight > 0);
        return (shares, [.. ofClass.Select(weight => options.ClassWeighting == ClassWeighting.Balanced && weight > 0 ? (float)(mean / weight) : 1f)]);
    }
}
