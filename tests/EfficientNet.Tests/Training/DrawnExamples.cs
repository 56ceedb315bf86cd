using EfficientNet.Training;

namespace EfficientNet.Tests.Training;

/// <summary>Features drawn at random around a centre for each class.</summary>
internal static class DrawnExamples
{
    /// <summary>The classes take turns; a centre's numbers are -1 or 1, to which comes normal noise.</summary>
    public static HeadExamples Clusters(int rows, int features, int classes, double spread, int seed)
    {
        var random = new Random(seed);
        float[] centres = Centres(features, classes, random);
        int[] labels = [.. Enumerable.Range(0, rows).Select(row => row % classes)];
        float[] numbers = new float[rows * features];
        for (int at = 0; at < numbers.Length; at++)
        {
            numbers[at] = centres[(labels[at / features] * features) + (at % features)] + (float)(spread * Normal(random));
        }

        return new HeadExamples(numbers, features, labels);
    }

    /// <summary>From the first class's centre, as <see cref="Clusters"/> draws it, to the second one's.</summary>
    public static float[] CentreDifference(int features, int classes, int seed)
    {
        float[] centres = Centres(features, classes, new Random(seed));
        return [.. Enumerable.Range(0, features).Select(at => centres[features + at] - centres[at])];
    }

    /// <summary>Beside each row so many views of it: the same with normal noise.</summary>
    public static HeadExamples WithViews(HeadExamples plain, int views, double spread, int seed)
    {
        var random = new Random(seed);
        int[] sources = [.. Enumerable.Range(0, plain.Rows).SelectMany(row => Enumerable.Repeat(row, views + 1))];
        float[] numbers = [.. sources.SelectMany((source, at) => plain.Row(source).ToArray()
            .Select(value => value + (at % (views + 1) == 0 ? 0 : (float)(spread * Normal(random)))))];
        return new HeadExamples(
            numbers,
            plain.FeatureCount,
            [.. sources.Select(source => plain.Labels[source])],
            sources,
            [.. sources.Select((_, at) => at % (views + 1) == 0)]);
    }

    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static float[] Centres(int features, int classes, Random random)
        => [.. Enumerable.Range(0, classes * features).Select(_ => random.Next(2) == 0 ? -1f : 1f)];
}
