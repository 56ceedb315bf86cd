using EfficientNet.Training;

namespace EfficientNet.Tests.Training;

public class TemperatureTests
{
    [Theory]
    [InlineData(2.0)]
    [InlineData(0.6)]
    public void Logits_that_are_off_by_a_factor_get_it_back(double factor)
    {
        (float[] logits, int[] labels) = Calibrated(rows: 4000, classes: 3, seed: 1);
        float[] off = [.. logits.Select(logit => (float)(logit * factor))];

        float temperature = Temperature.Find(off, labels, 3);

        Assert.Equal(factor, temperature, 0.1 * factor);
        var before = new ClassificationMetrics(labels, Temperature.Probabilities(off, 3, 1), 3);
        var after = new ClassificationMetrics(labels, Temperature.Probabilities(off, 3, temperature), 3);
        Assert.True(after.LogLoss < before.LogLoss);
        Assert.True(after.ExpectedCalibrationError < before.ExpectedCalibrationError);
        Assert.Equal(before.Accuracy, after.Accuracy);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(300)]
    public void Neither_loss_nor_calibration_gets_worse_on_the_rows_it_was_found_on(int rows)
    {
        var random = new Random(rows);
        int kept = 0;
        for (int time = 0; time < 60; time++)
        {
            (float[] logits, int[] labels) = Calibrated(rows, 3, 100 + time);
            float[] off = [.. logits.Select(logit => (float)(logit * Math.Exp(DrawnExamples.Normal(random) * 0.4)))];

            float temperature = Temperature.Find(off, labels, 3);

            var before = new ClassificationMetrics(labels, Temperature.Probabilities(off, 3, 1), 3);
            var after = new ClassificationMetrics(labels, Temperature.Probabilities(off, 3, temperature), 3);
            Assert.True(after.LogLoss <= before.LogLoss);
            Assert.True(after.ExpectedCalibrationError <= before.ExpectedCalibrationError);
            kept += temperature == 1 ? 1 : 0;
        }

        Assert.InRange(kept, 1, 59);
    }

    [Fact]
    public void Calibrated_logits_are_left_alone()
    {
        (float[] logits, int[] labels) = Calibrated(rows: 4000, classes: 3, seed: 2);

        Assert.Equal(1.0, Temperature.Fit(logits, labels, 3), 0.1);
    }

    [Fact]
    public void A_few_rows_that_are_all_right_ask_for_nothing_extreme()
    {
        float[] logits = [.. Enumerable.Repeat<float[]>([3, 0], 10).SelectMany(row => row)];

        Assert.InRange(Temperature.Fit(logits, new int[10], 2), 0.5f, 1f);
    }

    [Fact]
    public void The_fit_has_the_smallest_sum_of_losses_and_distance_from_1()
    {
        (float[] logits, int[] labels) = Calibrated(rows: 30, classes: 4, seed: 3);
        float[] off = [.. logits.Select(logit => logit * 3)];

        double found = Cost(Temperature.Fit(off, labels, 4));

        for (double logarithm = -2; logarithm <= 2; logarithm += 0.01)
        {
            Assert.True(found <= Cost(Math.Exp(logarithm)) + 1e-6);
        }

        double Cost(double temperature) => Enumerable.Range(0, 30).Sum(row => Softmax.NegativeLogLikelihood(off.AsSpan(row * 4, 4), labels[row], 1 / temperature))
            + (Math.Pow(Math.Log(temperature), 2) / (2 * 0.5 * 0.5));
    }

    [Fact]
    public void A_gain_that_could_be_chance_changes_nothing()
    {
        // Twenty rows lose a little that one row gains.
        float[] logits = [.. Enumerable.Repeat<float[]>([4, 0], 21).SelectMany(row => row)];
        int[] labels = [1, .. new int[20]];

        float fitted = Temperature.Fit(logits, labels, 2);

        Assert.InRange(fitted, 1.05f, 2);
        Assert.True(
            new ClassificationMetrics(labels, Temperature.Probabilities(logits, 2, fitted), 2).ExpectedCalibrationError
            < new ClassificationMetrics(labels, Temperature.Probabilities(logits, 2, 1), 2).ExpectedCalibrationError);
        Assert.Equal(1f, Temperature.Find(logits, labels, 2));
    }

    /// <summary>Labels drawn with the very probabilities that the logits have.</summary>
    private static (float[] Logits, int[] Labels) Calibrated(int rows, int classes, int seed)
    {
        var random = new Random(seed);
        float[] logits = [.. Enumerable.Range(0, rows * classes).Select(_ => (float)(2 * DrawnExamples.Normal(random)))];
        float[] probabilities = Temperature.Probabilities(logits, classes, 1);
        int[] labels = [.. Enumerable.Range(0, rows).Select(row =>
        {
            double drawn = random.NextDouble();
            int label = 0;
            while (label < classes - 1 && (drawn -= probabilities[(row * classes) + label]) >= 0)
            {
                label++;
            }

            return label;
        })];
        return (logits, labels);
    }
}
