using System.Globalization;
using EfficientNet.Training;

namespace EfficientNet.Tests.Training;

/// <summary>Data at the edge of what can be trained on, and beyond it.</summary>
public class HeadTrainerLimitsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(0f)]
    public void Separable_data_end(float? l2)
    {
        HeadExamples examples = DrawnExamples.Clusters(rows: 40, features: 30, classes: 2, spread: 0.01, seed: 1);

        HeadTrainingResult result = HeadTrainer.Train(examples, 2, new HeadTrainingOptions { L2 = l2 });

        Assert.Equal(1.0, result.Validation!.Accuracy);
        Assert.InRange(result.Curve.Count, 1, 200);
        Assert.True(result.Temperature > 0.1f);
    }

    [Fact]
    public void One_row_a_class_is_trained_on_and_never_held_out()
    {
        HeadExamples examples = DrawnExamples.Clusters(rows: 3, features: 8, classes: 3, spread: 0.1, seed: 2);

        HeadTrainingResult result = HeadTrainer.Train(examples, 3);

        Assert.Null(result.Validation);
        Assert.Null(result.UnscaledValidation);
        Assert.Empty(result.ValidationRows);
        Assert.Empty(result.Candidates);
        Assert.Equal((1f, 1f), (result.L2, result.Temperature));
        Assert.All(result.Curve, step => Assert.True(double.IsNaN(step.ValidationLoss) && double.IsFinite(step.TrainingLoss)));
        AssertFound(result.Head, examples);
    }

    [Fact]
    public void A_class_with_one_row_is_trained_on_while_the_others_are_judged()
    {
        HeadExamples pairs = DrawnExamples.Clusters(rows: 30, features: 8, classes: 3, spread: 0.3, seed: 3);
        int[] rows = [.. Enumerable.Range(0, 30).Where(row => pairs.Labels[row] != 2 || row == 2)];
        var examples = new HeadExamples([.. rows.SelectMany(row => pairs.Row(row).ToArray())], 8, [.. rows.Select(row => pairs.Labels[row])]);

        HeadTrainingResult result = HeadTrainer.Train(examples, 3);

        Assert.Equal(20, result.ValidationRows.Count);
        Assert.DoesNotContain(2, result.ValidationRows.Select(row => examples.Labels[row]));
        AssertFound(result.Head, examples);
    }

    [Fact]
    public void A_class_without_rows_is_never_predicted()
    {
        HeadExamples examples = DrawnExamples.Clusters(rows: 40, features: 8, classes: 2, spread: 0.5, seed: 4);

        HeadTrainingResult result = HeadTrainer.Train(examples, 4);

        Assert.Equal(4, result.Head.Classes);
        AssertFound(result.Head, examples);
    }

    [Fact]
    public void Ten_thousand_rows_against_ten_are_told_apart()
    {
        HeadExamples many = DrawnExamples.Clusters(rows: 20_000, features: 16, classes: 2, spread: 0.8, seed: 5);
        int[] rows = [.. Enumerable.Range(0, 20_000).Where(row => many.Labels[row] == 0 || row < 20)];
        var examples = new HeadExamples([.. rows.SelectMany(row => many.Row(row).ToArray())], 16, [.. rows.Select(row => many.Labels[row])]);

        HeadTrainingResult plain = HeadTrainer.Train(examples, 2);
        HeadTrainingResult balanced = HeadTrainer.Train(examples, 2, new HeadTrainingOptions { ClassWeighting = ClassWeighting.Balanced });

        Assert.Equal(10_010, plain.Validation!.Rows);
        Assert.InRange(plain.Validation.Accuracy, 0.999, 1);
        Assert.Equal(10, balanced.Validation!.PerClass[1].Support);
        Assert.InRange(balanced.Validation.PerClass[1].Recall, 0.9, 1);
        Assert.InRange(balanced.Validation.PerClass[0].Recall, 0.99, 1);
    }

    [Theory]
    [InlineData(1e30f)]
    [InlineData(1e-25f)]
    public void Huge_and_tiny_features_are_trained_on(float scale)
    {
        HeadExamples usual = DrawnExamples.Clusters(rows: 40, features: 6, classes: 2, spread: 0.5, seed: 6);
        var examples = new HeadExamples([.. usual.Features.Select(value => value * scale)], 6, usual.Labels);

        HeadTrainingResult result = HeadTrainer.Train(examples, 2);

        Assert.Equal(HeadTrainer.Train(usual, 2).Validation!.LogLoss, result.Validation!.LogLoss, 1e-3);
        AssertFound(result.Head, examples);
    }

    [Fact]
    public void Features_that_never_change_say_nothing()
    {
        int[] labels = [.. Enumerable.Range(0, 40).Select(row => row % 4 == 0 ? 1 : 0)];
        float[] features = [.. Enumerable.Repeat(123.456f, 40 * 3)];

        HeadTrainingResult result = HeadTrainer.Train(new HeadExamples(features, 3, labels), 2);

        float[] probabilities = new float[2];
        result.Head.Probabilities(features.AsSpan(0, 3), probabilities);
        Assert.Equal(0.25f, probabilities[1], 0.01f);
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    public void A_feature_that_is_not_finite_is_named(float value, string text)
    {
        HeadExamples examples = DrawnExamples.Clusters(rows: 300, features: 7, classes: 2, spread: 1, seed: 7);
        examples.Features[(213 * 7) + 4] = value;

        ArgumentException exception = Assert.Throws<ArgumentException>(() => HeadTrainer.Train(examples, 2));

        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"feature 4 of row 213 is {value}"), exception.Message, StringComparison.Ordinal);
        Assert.Contains(text, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    public void A_label_out_of_range_is_named(int label)
    {
        var examples = new HeadExamples(new float[8], 2, [0, 1, label, 1]);

        ArgumentException exception = Assert.Throws<ArgumentException>(() => HeadTrainer.Train(examples, 3));

        Assert.Contains($"from 0 to 2; that of row 2 is {label}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hidden_layer_too_large_to_count_is_refused()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() =>
            HeadTrainer.Train(new HeadExamples(new float[8], 2, [0, 1, 0, 1]), 2, new HeadTrainingOptions { HiddenUnits = int.MaxValue }));

        Assert.Contains("HiddenUnits is 0 to 65536, not 2147483647", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Logits_that_no_array_holds_are_refused()
    {
        const int rows = 110_000;
        var examples = new HeadExamples(new float[rows], 1, [.. Enumerable.Range(0, rows).Select(row => row % 2)]);

        ArgumentException exception = Assert.Throws<ArgumentException>(() => HeadTrainer.Train(examples, 20_000));

        Assert.Contains("rows (mixtures counted) of 20000 classes are more numbers than one array holds", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_class_alone_is_refused()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => HeadTrainer.Train(new HeadExamples(new float[8], 2, [1, 1, 1, 1]), 2));

        Assert.Contains("all 4 rows are of class 1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_wrong_with_the_options_is_said_at_once()
    {
        var options = new HeadTrainingOptions
        {
            HiddenUnits = -1,
            L2 = float.NaN,
            LabelSmoothing = 1,
            Mixup = -0.1f,
            ClassWeighting = (ClassWeighting)7,
            ClassWeights = [1, 0],
            MaximumIterations = 0,
            Patience = 0,
            Prior = new ClassificationHead(3, new float[6], [0, 0]),
        };

        string message = Assert.Throws<ArgumentException>(() => HeadTrainer.Train(new HeadExamples(new float[4], 2, [0, 1]), 2, options)).Message;

        foreach (string part in (string[])[
            "HiddenUnits is 0 to 65536, not -1", "L2 is a finite number of 0 or more, not NaN", "LabelSmoothing is at least 0 and less than 1, not 1",
            "Mixup is a finite number of 0 or more, not -0.1", "ClassWeighting is None or Balanced, not 7", "that of class 1 is 0",
            "MaximumIterations is 1 or more, not 0", "Patience is 1 or more, not 0", "Prior has 3 features, the rows have 2"])
        {
            Assert.Contains(part, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Weights_for_another_number_of_classes_and_a_hidden_prior_are_refused()
    {
        var options = new HeadTrainingOptions { ClassWeights = [1, 1, 1], Prior = new ClassificationHead(2, [0, 0], [0], [0, 0], [0, 0]) };

        string message = Assert.Throws<ArgumentException>(() => HeadTrainer.Train(new HeadExamples(new float[4], 2, [0, 1]), 2, options)).Message;

        Assert.Contains("one number for each of the 2 classes, not 3", message, StringComparison.Ordinal);
        Assert.Contains("Prior has no hidden layer; this one has 1 unit(s)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_that_do_not_fit_are_refused()
    {
        Assert.Contains("make 6 numbers; there are 5", Assert.Throws<ArgumentException>(() => new HeadExamples(new float[5], 2, [0, 1, 0])).Message, StringComparison.Ordinal);
        Assert.Contains("at least one row", Assert.Throws<ArgumentException>(() => new HeadExamples([], 2, [])).Message, StringComparison.Ordinal);
        Assert.Contains("one group; there are 1", Assert.Throws<ArgumentException>(() => new HeadExamples(new float[4], 2, [0, 1], [1])).Message, StringComparison.Ordinal);
        Assert.Contains("there are 3 marks", Assert.Throws<ArgumentException>(() => new HeadExamples(new float[4], 2, [0, 1], null, new bool[3])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancellation_is_heeded_before_and_between_steps()
    {
        HeadExamples examples = DrawnExamples.Clusters(rows: 60, features: 10, classes: 2, spread: 3, seed: 8);
        using var before = new CancellationTokenSource();
        before.Cancel();
        Assert.Throws<OperationCanceledException>(() => HeadTrainer.Train(examples, 2, cancellationToken: before.Token));

        foreach (int steps in (int[])[1, 5, 20])
        {
            using var between = new CancellationTokenSource();
            int reports = 0;
            var progress = new Reports(_ =>
            {
                if (++reports == steps)
                {
                    between.Cancel();
                }
            });
            Assert.Throws<OperationCanceledException>(() => HeadTrainer.Train(examples, 2, null, progress, between.Token));
            Assert.Equal(steps, reports);
        }
    }

    [Fact]
    public void Progress_never_falls_and_ends_at_1()
    {
        var reports = new List<HeadTrainingProgress>();

        HeadTrainer.Train(DrawnExamples.Clusters(rows: 60, features: 10, classes: 2, spread: 3, seed: 8), 2, null, new Reports(reports.Add));

        Assert.Equal(reports.Select(report => report.Fraction).Order(), reports.Select(report => report.Fraction));
        Assert.Equal(1.0, reports[^1].Fraction);
        Assert.InRange(reports[0].Fraction, 0, 0.5);
        Assert.All(reports, report => Assert.InRange(report.ValidationAccuracy, 0, 1));
    }

    private static void AssertFound(ClassificationHead head, HeadExamples examples)
    {
        float[] probabilities = new float[head.Classes];
        for (int row = 0; row < examples.Rows; row++)
        {
            head.Probabilities(examples.Row(row), probabilities);
            Assert.Equal(examples.Labels[row], Array.IndexOf(probabilities, probabilities.Max()));
        }
    }

    private sealed class Reports(Action<HeadTrainingProgress> report) : IProgress<HeadTrainingProgress>
    {
        public void Report(HeadTrainingProgress value) => report(value);
    }
}
