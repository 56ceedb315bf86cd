using EfficientNet.Training;

namespace EfficientNet.Tests.Training;

/// <summary>The head that comes out is the one that the penalty, the weights and the labels ask for.</summary>
public class HeadTrainerTests
{
    [Theory]
    [InlineData(2, 10f, 0f)]
    [InlineData(2, 0.1f, 0.1f)]
    [InlineData(3, 1f, 0f)]
    [InlineData(4, 0.3f, 0.2f)]
    public void The_head_is_that_of_Newtons_method_in_double_precision(int classes, float l2, float smoothing)
    {
        HeadExamples examples = DrawnExamples.Clusters(rows: 90, features: 5, classes, spread: 1.5, seed: 1);

        HeadTrainingResult result = HeadTrainer.Train(
            examples, classes, new HeadTrainingOptions { L2 = l2, LabelSmoothing = smoothing, TemperatureScaling = false });

        NaiveHead expected = NaiveHead.Train(Rows(examples), Targets(examples, classes, smoothing), Ones(examples.Rows), l2);
        AssertAlike(expected, result.Head, examples);
        Assert.Equal(l2, result.L2);
        Assert.Empty(result.Candidates);
    }

    [Fact]
    public void The_penalty_draws_to_the_known_classes_that_the_prior_sees()
    {
        HeadExamples examples = DrawnExamples.Clusters(rows: 60, features: 4, classes: 2, spread: 1.0, seed: 3);
        var random = new Random(4);
        float[] weight = [.. Enumerable.Range(0, 5 * 4).Select(_ => (float)DrawnExamples.Normal(random))];
        var prior = new ClassificationHead(4, weight, [0.3f, -0.2f, 0, 0.1f, 0.5f]);

        // Whether it draws to it is chosen, too: once it helps, for what is known are these classes.
        HeadTrainingResult result = HeadTrainer.Train(examples, 2, new HeadTrainingOptions { L2 = 10, Prior = prior, TemperatureScaling = false });

        double[][] drawn = new double[2][];
        float[] probabilities = new float[5];
        for (int of = 0; of < 2; of++)
        {
            drawn[of] = new double[4];
            foreach (int row in Enumerable.Range(0, examples.Rows).Where(row => examples.Labels[row] == of))
            {
                prior.Probabilities(examples.Row(row), probabilities);
                for (int at = 0; at < 20; at++)
                {
                    drawn[of][at % 4] += probabilities[at / 4] * weight[at] / 30.0;
                }
            }
        }

        NaiveHead expected = NaiveHead.Train(Rows(examples), Targets(examples, 2), Ones(60), 10, result.UsesPrior ? drawn : null);
        AssertAlike(expected, result.Head, examples);
        Assert.Equal([false, true], result.Candidates.Select(candidate => candidate.UsesPrior));
        Assert.Equal(result.Candidates.MinBy(candidate => candidate.ValidationLoss)!.UsesPrior, result.UsesPrior);
    }

    [Fact]
    public void A_prior_that_knows_the_classes_is_drawn_to_and_one_that_knows_nothing_is_not()
    {
        HeadExamples examples = DrawnExamples.Clusters(rows: 20, features: 40, classes: 2, spread: 4, seed: 5);
        float[] along = DrawnExamples.CentreDifference(features: 40, classes: 2, seed: 5);
        float[] weight = [.. along.Select(value => -0.03f * value), .. along.Select(value => 0.03f * value)];

        HeadTrainingResult known = HeadTrainer.Train(examples, 2, new HeadTrainingOptions { Prior = new ClassificationHead(40, weight, [0, 0]) });
        var random = new Random(6);
        float[] noise = [.. Enumerable.Range(0, 80).Select(_ => (float)DrawnExamples.Normal(random))];
        HeadTrainingResult unknown = HeadTrainer.Train(examples, 2, new HeadTrainingOptions { Prior = new ClassificationHead(40, noise, [0, 0]) });

        Assert.True(known.UsesPrior);
        Assert.False(unknown.UsesPrior);
        Assert.True(known.Validation!.LogLoss < unknown.Validation!.LogLoss);
    }

    [Fact]
    public void A_class_of_weight_2_counts_as_if_its_rows_stood_there_twice()
    {
        HeadExamples once = DrawnExamples.Clusters(rows: 40, features: 6, classes: 2, spread: 2, seed: 7);
        int[] rows = [.. Enumerable.Range(0, 40), .. Enumerable.Range(0, 40).Where(row => once.Labels[row] == 1)];
        var twice = new HeadExamples([.. rows.SelectMany(row => once.Row(row).ToArray())], 6, [.. rows.Select(row => once.Labels[row])]);
        var options = new HeadTrainingOptions { L2 = 0.5f, TemperatureScaling = false };

        HeadTrainingResult weighted = HeadTrainer.Train(once, 2, options with { ClassWeights = [1, 2] });
        HeadTrainingResult repeated = HeadTrainer.Train(twice, 2, options);

        AssertAlike(weighted.Head, repeated.Head, once, 2e-3f);
    }

    [Fact]
    public void Balanced_classes_count_the_same_as_a_whole()
    {
        HeadExamples all = DrawnExamples.Clusters(rows: 60, features: 4, classes: 2, spread: 2, seed: 8);
        int[] rows = [.. Enumerable.Range(0, 60).Where(row => all.Labels[row] == 0 || row < 20)];
        var examples = new HeadExamples([.. rows.SelectMany(row => all.Row(row).ToArray())], 4, [.. rows.Select(row => all.Labels[row])]);
        var options = new HeadTrainingOptions { L2 = 1, TemperatureScaling = false };

        HeadTrainingResult balanced = HeadTrainer.Train(examples, 2, options with { ClassWeighting = ClassWeighting.Balanced });
        HeadTrainingResult weighted = HeadTrainer.Train(examples, 2, options with { ClassWeights = [40 / 60f, 40 / 20f] });

        AssertAlike(balanced.Head, weighted.Head, examples, 1e-4f);
    }

    [Fact]
    public void Augmented_views_make_a_picture_no_heavier()
    {
        HeadExamples plain = DrawnExamples.Clusters(rows: 30, features: 5, classes: 3, spread: 1.5, seed: 9);
        HeadExamples views = DrawnExamples.WithViews(plain, views: 4, spread: 0, seed: 9);

        HeadTrainingResult once = HeadTrainer.Train(plain, 3);
        HeadTrainingResult often = HeadTrainer.Train(views, 3);

        AssertAlike(once.Head, often.Head, plain, 2e-3f);
        Assert.Equal(once.L2, often.L2);
        Assert.Equal(Enumerable.Range(0, 30).Select(row => row * 5), often.ValidationRows);
        Assert.Equal(once.ValidationProbabilities.ToArray(), often.ValidationProbabilities.ToArray());
    }

    [Fact]
    public void Held_out_rows_are_judged_by_heads_that_have_not_seen_them()
    {
        // Labels at random can be learnt by heart in so many dimensions, but not foreseen.
        var random = new Random(10);
        float[] features = [.. Enumerable.Range(0, 80 * 200).Select(_ => (float)DrawnExamples.Normal(random))];
        int[] labels = [.. Enumerable.Range(0, 80).Select(_ => random.Next(2))];

        HeadTrainingResult result = HeadTrainer.Train(new HeadExamples(features, 200, labels), 2, new HeadTrainingOptions { L2 = 0.1f });

        Assert.InRange(result.Validation!.Accuracy, 0.3, 0.7);
        Assert.Equal(80, result.Validation.Rows);
        float[] probabilities = new float[2];
        for (int row = 0; row < 80; row++)
        {
            result.Head.Probabilities(features.AsSpan(row * 200, 200), probabilities);
            Assert.True(probabilities[labels[row]] > 0.5f);
        }
    }

    [Fact]
    public void Near_duplicates_in_one_group_give_nothing_away()
    {
        // Each row stands there twice, its label at random: who has seen the one knows the other.
        var random = new Random(15);
        float[][] rows = [.. Enumerable.Range(0, 60).Select(_ => (float[])[.. Enumerable.Range(0, 100).Select(_ => (float)DrawnExamples.Normal(random))])];
        int[] labels = [.. Enumerable.Range(0, 60).Select(_ => random.Next(2))];
        int[] twice = [.. Enumerable.Range(0, 60), .. Enumerable.Range(0, 60)];
        float[] features = [.. twice.SelectMany(row => rows[row])];
        var options = new HeadTrainingOptions { L2 = 0.1f };

        HeadTrainingResult apart = HeadTrainer.Train(new HeadExamples(features, 100, [.. twice.Select(row => labels[row])]), 2, options);
        HeadTrainingResult grouped = HeadTrainer.Train(new HeadExamples(features, 100, [.. twice.Select(row => labels[row])], twice), 2, options);

        Assert.InRange(apart.Validation!.Accuracy, 0.75, 1);
        Assert.InRange(grouped.Validation!.Accuracy, 0.3, 0.7);
    }

    [Fact]
    public void The_penalty_with_the_lowest_loss_of_rows_held_out_is_taken()
    {
        HeadExamples examples = DrawnExamples.Clusters(rows: 120, features: 60, classes: 3, spread: 4, seed: 11);

        HeadTrainingResult result = HeadTrainer.Train(examples, 3);

        Assert.Equal(result.Candidates.MinBy(candidate => candidate.ValidationLoss)!.L2, result.L2);
        Assert.True(result.Candidates.Count >= 3);
        Assert.Equal(result.Candidates.Select(candidate => candidate.L2).OrderDescending(), result.Candidates.Select(candidate => candidate.L2));
        Assert.All(result.Curve, step => Assert.Equal(result.L2, step.L2));
        Assert.Equal(Enumerable.Range(1, result.Curve.Count), result.Curve.Select(step => step.Iteration));
        Assert.True(result.Curve[^1].TrainingLoss < result.Curve[0].TrainingLoss);
        Assert.Equal(result.UnscaledValidation!.LogLoss, result.Curve[^1].ValidationLoss, 1e-6);
        Assert.Equal(result.UnscaledValidation.Accuracy, result.Curve[^1].ValidationAccuracy, 1e-9);
    }

    [Fact]
    public void A_hidden_layer_learns_what_no_line_parts()
    {
        var random = new Random(12);
        float[] features = [.. Enumerable.Range(0, 400).Select(_ => (float)((2 * random.NextDouble()) - 1))];
        int[] labels = [.. Enumerable.Range(0, 200).Select(row => features[2 * row] * features[(2 * row) + 1] > 0 ? 1 : 0)];
        var examples = new HeadExamples(features, 2, labels);

        HeadTrainingResult line = HeadTrainer.Train(examples, 2);
        HeadTrainingResult hidden = HeadTrainer.Train(examples, 2, new HeadTrainingOptions { HiddenUnits = 20 });

        Assert.InRange(line.Validation!.Accuracy, 0.2, 0.7);
        Assert.InRange(hidden.Validation!.Accuracy, 0.9, 1);
        Assert.Equal((20, 2, 2), (hidden.Head.HiddenUnits, hidden.Head.Features, hidden.Head.Classes));
        Assert.InRange(hidden.Curve.Count, 2, 200);
    }

    [Fact]
    public void A_hidden_layers_training_ends_when_rows_held_out_get_no_better()
    {
        var random = new Random(13);
        float[] features = [.. Enumerable.Range(0, 60 * 40).Select(_ => (float)DrawnExamples.Normal(random))];
        int[] labels = [.. Enumerable.Range(0, 60).Select(_ => random.Next(2))];
        var options = new HeadTrainingOptions { HiddenUnits = 16, L2 = 0.01f, Patience = 3, TemperatureScaling = false };

        HeadTrainingResult result = HeadTrainer.Train(new HeadExamples(features, 40, labels), 2, options);

        HeadTrainingIteration best = result.Curve.MinBy(step => step.ValidationLoss)!;
        Assert.Equal(best.Iteration + 3, result.Curve.Count);
        Assert.Equal(best.ValidationLoss, result.Validation!.LogLoss, 1e-6);
    }

    [Fact]
    public void Mixtures_make_heads_less_sure()
    {
        HeadExamples examples = DrawnExamples.Clusters(rows: 60, features: 20, classes: 3, spread: 0.5, seed: 14);
        var options = new HeadTrainingOptions { L2 = 0.1f, TemperatureScaling = false };

        HeadTrainingResult sure = HeadTrainer.Train(examples, 3, options);
        HeadTrainingResult mixed = HeadTrainer.Train(examples, 3, options with { Mixup = 1 });

        Assert.True(mixed.Validation!.LogLoss > sure.Validation!.LogLoss);
        Assert.Equal(1.0, mixed.Validation.Accuracy);
    }

    private static double[][] Rows(HeadExamples examples)
        => [.. Enumerable.Range(0, examples.Rows).Select(row => (double[])[.. examples.Row(row).ToArray().Select(value => (double)value)])];

    private static double[][] Targets(HeadExamples examples, int classes, double smoothing = 0)
        => [.. examples.Labels.Select(label => NaiveHead.Target(label, classes, smoothing))];

    private static double[] Ones(int count) => [.. Enumerable.Repeat(1.0, count)];

    private static void AssertAlike(NaiveHead expected, ClassificationHead found, HeadExamples examples)
    {
        float[] probabilities = new float[found.Classes];
        double[][] rows = Rows(examples);
        for (int row = 0; row < examples.Rows; row++)
        {
            found.Probabilities(examples.Row(row), probabilities);
            foreach ((double one, float other) in expected.Probabilities(rows[row]).Zip(probabilities))
            {
                Assert.Equal(one, other, 2e-3);
            }
        }
    }

    private static void AssertAlike(ClassificationHead expected, ClassificationHead found, HeadExamples examples, float tolerance)
    {
        float[] one = new float[expected.Classes];
        float[] other = new float[expected.Classes];
        for (int row = 0; row < examples.Rows; row++)
        {
            expected.Probabilities(examples.Row(row), one);
            found.Probabilities(examples.Row(row), other);
            for (int of = 0; of < one.Length; of++)
            {
                Assert.Equal(one[of], other[of], tolerance);
            }
        }
    }
}
