using EfficientNet.Training;

namespace EfficientNet.Tests.Training;

/// <summary>Features drawn at random around a centre for each class.</summary>
internal static class DrawnExamples
{
    /// <summary>The classes take turns; a centre's numbers are -1 or 1, to which comes normal noise.</summary>
    public static HeadExamples Clusters(int rows, int features, int classes, double spread, int seed)
    {
        var random = new Random(seed);
        float[] centres = [.. Enumerable.Range(0, classes * features).Select(_ => random.Next(2) == 0 ? -1f : 1f)];
        int[] labels = [.. Enumerable.Range(0, rows).Select(row => row % classes)];
        float[] numbers = new float[rows * features];
        for (int at = 0; at < numbers.Length; at++)
        {
            numbers[at] = centres[(labels[at / features] * features) + (at % features)] + (float)(spread * Normal(random));
        }

        return new HeadExamples(numbers, features, labels);
    }

    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
