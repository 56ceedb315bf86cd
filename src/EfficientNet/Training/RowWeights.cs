namespace EfficientNet.Training;

/// <summary>How much rows and classes count.</summary>
internal static class RowWeights
{
    /// <summary>
    /// A group counts as many pictures as it has plain rows (one, if it has none), and its rows share that evenly: augmented views make
    /// a picture no heavier.
    /// </summary>
    public static float[] Of(HeadExamples examples)
    {
        var counts = new Dictionary<int, (int Rows, int Plain)>();
        for (var row = 0; row < examples.Rows; row++)
        {
            var (rows, plain) = counts.GetValueOrDefault(examples.Groups[row]);
            counts[examples.Groups[row]] = (rows + 1, plain + (examples.IsPlain[row] ? 1 : 0));
        }

        return [.. examples.Groups.Select(group => counts[group] is var (rows, plain) ? (float)Math.Max(1, plain) / rows : 1)];
    }

    /// <summary>
    /// What each class's rows are multiplied with. Balanced: all rows' weight / (classes with rows x the weight of the class's rows).
    /// </summary>
    public static float[] OfClasses(HeadExamples examples, float[] weights, int classes, HeadTrainingOptions options)
    {
        if (options.ClassWeights is not null)
        {
            return [.. options.ClassWeights];
        }

        var ofClass = new double[classes];
        for (var row = 0; row < weights.Length; row++)
        {
            ofClass[examples.Labels[row]] += weights[row];
        }

        var mean = ofClass.Sum() / ofClass.Count(weight => weight > 0);
        return [.. ofClass.Select(weight => options.ClassWeighting == ClassWeighting.Balanced && weight > 0 ? (float)(mean / weight) : 1f)];
    }
}
