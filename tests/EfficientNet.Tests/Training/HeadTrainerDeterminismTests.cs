using EfficientNet.Training;

namespace EfficientNet.Tests.Training;

/// <summary>The same rows give the same head to the bit, whoever computes what when.</summary>
public class HeadTrainerDeterminismTests
{
    [Theory]
    [InlineData(0, 0f)]
    [InlineData(0, 0.4f)]
    [InlineData(8, 0f)]
    public void Training_again_gives_the_same_bits(int hiddenUnits, float mixup)
    {
        HeadExamples examples = Examples();
        HeadTrainingOptions options = Options(hiddenUnits, mixup);

        int[] first = Bits(HeadTrainer.Train(examples, 3, options));

        for (int time = 0; time < 3; time++)
        {
            Assert.Equal(first, Bits(HeadTrainer.Train(examples, 3, options)));
        }
    }

    [Fact]
    public void Training_at_the_same_time_as_others_gives_the_same_bits()
    {
        HeadExamples examples = Examples();
        int[] first = Bits(HeadTrainer.Train(examples, 3, Options(0, 0)));
        int[][] others = new int[6][];

        Parallel.For(0, others.Length, new ParallelOptions { MaxDegreeOfParallelism = 6 }, at => others[at] = Bits(HeadTrainer.Train(examples, 3, Options(0, 0))));

        Assert.All(others, other => Assert.Equal(first, other));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public void One_core_gives_the_same_bits_as_all(int hiddenUnits)
    {
        int[] all = Bits(HeadTrainer.Train(Examples(), 3, Options(hiddenUnits, 0.2f)));

        foreach (int cores in (int[])[1, 2, 7])
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = cores };
            Assert.Equal(all, Bits(new HeadTraining(Examples(), 3, Options(hiddenUnits, 0.2f), null, parallel).Run()));
        }
    }

    [Fact]
    public void The_seed_moves_the_split()
    {
        HeadExamples examples = Examples();

        HeadTrainingResult first = HeadTrainer.Train(examples, 3, Options(0, 0) with { L2 = 1 });
        HeadTrainingResult other = HeadTrainer.Train(examples, 3, Options(0, 0) with { L2 = 1, Seed = 1 });

        Assert.NotEqual(first.UnscaledValidationProbabilities.ToArray(), other.UnscaledValidationProbabilities.ToArray());
    }

    private static HeadExamples Examples() => DrawnExamples.WithViews(DrawnExamples.Clusters(rows: 150, features: 37, classes: 3, spread: 3, seed: 1), views: 4, spread: 1, seed: 2);

    private static HeadTrainingOptions Options(int hiddenUnits, float mixup)
    {
        var random = new Random(3);
        float[] weight = [.. Enumerable.Range(0, 10 * 37).Select(_ => (float)(0.1 * DrawnExamples.Normal(random)))];
        return new HeadTrainingOptions
        {
            HiddenUnits = hiddenUnits,
            Mixup = mixup,
            LabelSmoothing = 0.05f,
            ClassWeighting = ClassWeighting.Balanced,
            MaximumIterations = 40,
            Prior = new ClassificationHead(37, weight, new float[10]),
        };
    }

    private static int[] Bits(HeadTrainingResult result) =>
    [
        BitConverter.SingleToInt32Bits(result.L2),
        BitConverter.SingleToInt32Bits(result.Temperature),
        .. result.Head.Weight.ToArray().Select(BitConverter.SingleToInt32Bits),
        .. result.Head.Bias.ToArray().Select(BitConverter.SingleToInt32Bits),
        .. result.Head.HiddenWeight.ToArray().Select(BitConverter.SingleToInt32Bits),
        .. result.ValidationProbabilities.ToArray().Select(BitConverter.SingleToInt32Bits),
    ];
}
