using EfficientNet.Training;

namespace EfficientNet.Tests.Training;

public class HeadRowsTests
{
    [Fact]
    public void A_mixture_is_of_two_rows_of_one_part_in_the_shares_of_its_target()
    {
        // A row's feature says which it is, and parts do not share rows.
        int[] labels = [.. Enumerable.Range(0, 40).Select(row => row % 2)];
        var examples = new HeadExamples([.. Enumerable.Range(0, 40).SelectMany(row => (float[])[row % 2, 1 << (row % 5)])], 2, labels);
        (HeadRows rows, GroupedFolds folds, FeatureScaling scaling) = Prepare(examples, new HeadTrainingOptions { Mixup = 0.5f });

        float[] first = new float[2];
        int mixed = 0;
        for (int at = 0; at < rows.Targets.Length; at++)
        {
            if (rows.Sources[at] >= 0 || rows.Targets[at].Weight == 0)
            {
                continue;
            }

            // The first feature of a row is its class: that of a mixture is the share of class 1.
            HeadTarget target = rows.Targets[at];
            double share = (target.First * target.Share) + (target.Second * (1 - target.Share));
            scaling.Apply([(float)share, 0], first);
            Assert.Equal(first[0], rows.Row(at)[0], 1e-4f);
            mixed++;
        }

        Assert.Equal(40, mixed);
        Assert.Equal(40.0, rows.Targets.Sum(target => target.Weight), 1e-4);
        Assert.All(rows.Parts.Where(part => part.Fold >= 0), part => Assert.Equal(
            Enumerable.Range(0, 40).Where(row => folds.OfRow[row] == part.Fold), Enumerable.Range(part.First, part.Judged).Select(at => rows.Sources[at])));
    }

    [Fact]
    public void What_is_held_out_is_in_no_mixture_that_is_trained_on()
    {
        // Each part's rows have a feature of their own.
        int[] labels = [.. Enumerable.Range(0, 50).Select(row => row % 2)];
        GroupedFolds folds = GroupedFolds.Split(new HeadExamples(new float[50], 1, labels), 2, 0);
        float[] features = new float[50 * 5];
        for (int row = 0; row < 50; row++)
        {
            features[(row * 5) + folds.OfRow[row]] = 1;
        }

        (HeadRows rows, _, FeatureScaling scaling) = Prepare(new HeadExamples(features, 5, labels), new HeadTrainingOptions { Mixup = 1 });

        float[] zero = new float[5];
        scaling.Apply(new float[5], zero);
        foreach (RowPart part in rows.Parts.Where(part => part.Fold >= 0))
        {
            for (int at = part.First; at < part.First + part.Count; at++)
            {
                if (rows.Targets[at].Weight > 0)
                {
                    Assert.Equal([part.Fold], Enumerable.Range(0, 5).Where(feature => rows.Row(at)[feature] > zero[feature] + 1e-4));
                }
            }
        }
    }

    [Fact]
    public void A_mixture_gives_each_class_the_weight_of_its_own_rows()
    {
        // The only feature is the class: that of a mixture is the share of class 1, whose rows are 100 times as heavy.
        int[] labels = [.. Enumerable.Range(0, 40).Select(row => row % 2)];
        var examples = new HeadExamples([.. labels.Select(label => (float)label)], 1, labels);
        float[] weights = [.. labels.Select(label => label == 1 ? 100f : 1)];
        (HeadRows rows, _, FeatureScaling scaling) = Prepare(examples, new HeadTrainingOptions { Mixup = 0.5f }, weights);

        float[] ends = new float[2];
        scaling.Apply([0], ends.AsSpan(0, 1));
        scaling.Apply([1], ends.AsSpan(1, 1));
        int mixed = 0;
        for (int at = 0; at < rows.Targets.Length; at++)
        {
            HeadTarget target = rows.Targets[at];
            if (rows.Sources[at] >= 0 || target.Weight == 0)
            {
                continue;
            }

            float heavy = (rows.Row(at)[0] - ends[0]) / (ends[1] - ends[0]);
            double counted = target.Weight * ((target.First * target.Share) + (target.Second * (1 - target.Share)));
            Assert.Equal(0.5 * 100 * heavy, counted, 1e-2);
            Assert.Equal(0.5 * (1 - heavy), target.Weight - counted, 1e-2);
            mixed++;
        }

        Assert.Equal(40, mixed);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(3)]
    public void Shares_are_beta_distributed(double alpha)
    {
        var random = new Random(1);
        double[] shares = [.. Enumerable.Range(0, 20_000).Select(_ => RandomNumbers.Beta(random, alpha))];

        Assert.All(shares, share => Assert.InRange(share, 0, 1));
        Assert.Equal(0.5, shares.Average(), 0.01);
        Assert.Equal(1 / (4 * ((2 * alpha) + 1)), shares.Average(share => (share - 0.5) * (share - 0.5)), 0.005);
    }

    private static (HeadRows Rows, GroupedFolds Folds, FeatureScaling Scaling) Prepare(
        HeadExamples examples, HeadTrainingOptions options, float[]? weights = null)
    {
        var parallel = new ParallelOptions();
        weights ??= [.. Enumerable.Repeat(1f, examples.Rows)];
        FeatureScaling scaling = FeatureScaling.Of(examples, weights, perFeature: false, parallel);
        GroupedFolds folds = GroupedFolds.Split(examples, 2, 0);
        return (HeadRows.Of(examples, folds, plainOnly: true, scaling, new HeadShape(examples.FeatureCount, 0, 2), weights, options, parallel), folds, scaling);
    }
}
