using EfficientNet.Training;
using Xunit;

namespace EfficientNet.PublicApi.Tests;

/// <summary>A head is trained, judged and used from outside the library, without ML.NET.</summary>
public class HeadTrainerTests
{
    [Fact]
    public void A_head_is_trained_on_features_and_judged_on_others()
    {
        var random = new Random(1);
        (float[] features, int[] labels) = Draw(random, 60);
        (float[] others, int[] truth) = Draw(random, 40);

        HeadTrainingResult result = HeadTrainer.Train(new HeadExamples(features, 8, labels), classes: 3, new HeadTrainingOptions { ClassWeighting = ClassWeighting.Balanced });

        float[] probabilities = new float[truth.Length * 3];
        for (int row = 0; row < truth.Length; row++)
        {
            result.Head.Probabilities(others.AsSpan(row * 8, 8), probabilities.AsSpan(row * 3, 3));
        }

        var metrics = new ClassificationMetrics(truth, probabilities, classes: 3);
        Assert.InRange(metrics.Accuracy, 0.9, 1);
        Assert.Equal(truth.Length, metrics.PerClass.Sum(each => each.Support));
        Assert.Equal(15, metrics.ReliabilityBins.Count);
        Assert.Contains(result.L2, result.Candidates.Select(candidate => candidate.L2));
        Assert.NotEmpty(result.Curve);
        Assert.Equal(60, result.Validation!.Rows);
    }

    /// <summary>A class's rows have its feature 2 higher.</summary>
    private static (float[] Features, int[] Labels) Draw(Random random, int rows)
    {
        int[] labels = [.. Enumerable.Range(0, rows).Select(row => row % 3)];
        return ([.. labels.SelectMany(label => Enumerable.Range(0, 8).Select(at => random.NextSingle() + (at == label ? 2 : 0)))], labels);
    }
}
