using EfficientNet.Training;

namespace EfficientNet.Tests.Training;

/// <summary>Losses against plain loops in double precision, gradients against differences of losses.</summary>
public class HeadObjectiveTests
{
    private const int Classes = 3;
    private static readonly ParallelOptions Parallel = new();

    [Theory]
    [InlineData(0, 0f, 0f, false)]
    [InlineData(0, 0.1f, 0f, true)]
    [InlineData(0, 0.1f, 0.5f, false)]
    [InlineData(5, 0f, 0f, false)]
    [InlineData(5, 0.2f, 0.5f, false)]
    public void Gradients_are_the_slopes_of_the_loss(int hiddenUnits, float smoothing, float mixup, bool hasPrior)
    {
        var options = new HeadTrainingOptions { HiddenUnits = hiddenUnits, LabelSmoothing = smoothing, Mixup = mixup };
        (HeadObjective objective, HeadShape shape, _, _) = Prepare(options);
        float[]? prior = hasPrior ? Draw(shape, 2) : null;
        float[] point = Draw(shape, 1);
        HeadFit fit = Fit(1, prior, point);
        objective.Evaluate([fit]);
        float[] gradient = [.. fit.Gradient];

        var random = new Random(3);
        for (int direction = 0; direction < 10; direction++)
        {
            float[] along = Draw(shape, 10 + direction);
            double expected = Enumerable.Range(0, along.Length).Sum(at => (double)gradient[at] * along[at]);
            const float Step = 2e-3f;
            double found = (Value(1) - Value(-1)) / (2 * Step);

            Assert.Equal(expected, found, 2e-3 * Math.Max(1, Math.Abs(expected)));

            double Value(int sign)
            {
                HeadFit moved = Fit(1, prior, [.. point.Zip(along, (value, change) => value + (sign * Step * change))]);
                objective.Evaluate([moved]);
                return moved.TrialLoss + moved.TrialPenalty;
            }
        }
    }

    [Fact]
    public void The_loss_is_the_mean_of_those_not_held_out_and_the_held_out_ones_have_their_logits()
    {
        (HeadObjective objective, HeadShape shape, HeadExamples examples, (GroupedFolds folds, FeatureScaling scaling)) = Prepare(new HeadTrainingOptions { LabelSmoothing = 0.1f });
        float[] point = Draw(shape, 4);
        HeadFit[] fits = [.. Enumerable.Range(0, folds.Count).Select(part => Fit(part, null, point)), Fit(HeadFit.Nothing, null, point)];

        objective.Evaluate(fits);

        float[] scaled = new float[examples.FeatureCount];
        double[][] logits = new double[examples.Rows][];
        double[] losses = new double[examples.Rows];
        for (int row = 0; row < examples.Rows; row++)
        {
            scaling.Apply(examples.Row(row), scaled);
            logits[row] = [.. Enumerable.Range(0, Classes).Select(of => shape.Top.Bias(point)[of]
                + Enumerable.Range(0, scaled.Length).Sum(at => (double)shape.Top.Weight(point)[(of * shape.Stride) + at] * scaled[at]))];
            double sum = Math.Log(logits[row].Sum(Math.Exp));
            losses[row] = NaiveHead.Target(examples.Labels[row], Classes, 0.1).Zip(logits[row], (target, logit) => target * (sum - logit)).Sum();
        }

        foreach (HeadFit fit in fits)
        {
            int[] trained = [.. Enumerable.Range(0, examples.Rows).Where(row => folds.OfRow[row] != fit.HeldOut)];
            Assert.Equal(trained.Average(row => losses[row]), fit.TrialLoss, 1e-5);
        }
    }

    [Fact]
    public void Several_heads_at_once_are_the_same_as_one_after_the_other()
    {
        (HeadObjective objective, HeadShape shape, _, _) = Prepare(new HeadTrainingOptions());
        HeadFit[] together = [.. Enumerable.Range(0, 4).Select(at => Fit(at, null, Draw(shape, at)))];
        HeadFit[] alone = [.. Enumerable.Range(0, 4).Select(at => Fit(at, null, Draw(shape, at)))];

        objective.Evaluate(together);
        Array.ForEach(alone, fit => objective.Evaluate([fit]));

        foreach ((HeadFit one, HeadFit other) in together.Zip(alone))
        {
            Assert.Equal(one.TrialLoss, other.TrialLoss);
            Assert.Equal(one.Gradient, other.Gradient);
            Assert.Equal(one.HeldOutLogits, other.HeldOutLogits);
        }
    }

    private static HeadFit Fit(int heldOut, float[]? prior, float[] point)
        => new(heldOut, 2, prior, new LbfgsMinimizer(point, 1e-4), new float[300 * Classes]);

    private static (HeadObjective Objective, HeadShape Shape, HeadExamples Examples, (GroupedFolds Folds, FeatureScaling Scaling) Parts) Prepare(HeadTrainingOptions options)
    {
        HeadExamples examples = DrawnExamples.Clusters(rows: 91, features: 7, Classes, spread: 1.5, seed: 5);
        var shape = new HeadShape(7, options.HiddenUnits, Classes);
        var random = new Random(6);
        float[] weights = options.LabelSmoothing > 0 && options.Mixup == 0 && options.HiddenUnits == 0
            ? [.. Enumerable.Repeat(1f, 91)]
            : [.. Enumerable.Range(0, 91).Select(_ => 0.5f + (float)random.NextDouble())];
        FeatureScaling scaling = FeatureScaling.Of(examples, weights, options.HiddenUnits > 0, Parallel);
        GroupedFolds folds = GroupedFolds.Split(examples, Classes, 7);
        HeadRows rows = HeadRows.Of(examples, folds, plainOnly: true, scaling, shape, weights, options, Parallel);
        return (new HeadObjective(rows, shape, 6, options.LabelSmoothing, Parallel), shape, examples, (folds, scaling));
    }

    /// <summary>Random numbers where the shape has any: what fills tiles stays zero.</summary>
    private static float[] Draw(HeadShape shape, int seed)
    {
        float[] numbers = new float[shape.Length];
        var random = new Random(seed);
        foreach (HeadLayer layer in shape.Layers)
        {
            int outputs = layer == shape.Top ? shape.Classes : shape.HiddenUnits;
            int inputs = layer == shape.Layers[0] ? shape.Features : shape.HiddenUnits;
            for (int output = 0; output < outputs; output++)
            {
                layer.Bias(numbers)[output] = (float)DrawnExamples.Normal(random);
                for (int at = 0; at < inputs; at++)
                {
                    layer.Weight(numbers)[(output * layer.Inputs) + at] = (float)DrawnExamples.Normal(random);
                }
            }
        }

        return numbers;
    }
}
