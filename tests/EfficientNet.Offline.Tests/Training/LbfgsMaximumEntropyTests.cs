using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace EfficientNet.Offline.Tests.Training;

public class LbfgsMaximumEntropyTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(5, 0.5)]
    [InlineData(0, 10)]
    public void Finds_the_optimum_of_the_regularized_mean_cross_entropy(float l1, float l2)
    {
        var rows = Flower.Grow(150);
        var model = Train(rows, l1, l2);
        Assert.InRange(model.LargestSlope(rows, l1, l2), -1, 1e-3);
        Assert.True(new LinearModel(Zero(rows)).LargestSlope(rows, l1, l2) > 0.01);
    }

    [Fact]
    public void A_weight_counts_like_as_many_rows()
    {
        var rows = Flower.Grow(90);
        foreach (var row in rows.Where((_, i) => i % 4 == 0))
            row.Importance = 3;
        var weighted = Train(rows, l1: 0, l2: 1, weight: nameof(Flower.Importance));
        Assert.InRange(weighted.LargestSlope(rows, 0, 1), -1, 1e-3);

        var repeated = rows.SelectMany(row => Enumerable.Repeat(row, (int)row.Importance))
            .Select(row => new Flower { Features = row.Features, Kind = row.Kind }).ToList();
        var again = Train(repeated, l1: 0, l2: 1);
        foreach (var row in rows)
            AssertClose(weighted.Probabilities(row.Features), again.Probabilities(row.Features), 5e-3);
    }

    [Fact]
    public void A_large_L1_weight_leaves_only_biases_that_state_the_shares_of_the_classes()
    {
        var rows = Flower.Grow(60).Where((row, i) => row.Kind != "daisy" || i % 2 == 0).ToList();
        var model = Train(rows, l1: 1000, l2: 1);
        Assert.All(model.Weights.SelectMany(row => row), weight => Assert.Equal(0, weight));
        var shares = Flower.Kinds.Select(kind => rows.Count(row => row.Kind == kind) / (double)rows.Count).ToArray();
        AssertClose(shares, model.Probabilities(new float[Flower.FeatureCount]), 1e-3);
    }

    [Fact]
    public void Weights_stay_at_zero_or_above_where_that_is_asked_for()
    {
        var data = Load(Flower.Grow(90));
        var trainer = _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Kind", enforceNonNegativity: true);
        var model = new LinearModel(trainer.Fit(data).Model);
        Assert.All(model.Weights.SelectMany(row => row), weight => Assert.True(weight >= 0));
        Assert.Contains(model.Weights.SelectMany(row => row), weight => weight > 0);
    }

    [Fact]
    public void Rows_with_missing_features_or_labels_or_useless_weights_are_skipped_and_said_to_be()
    {
        var sound = Flower.Grow(60);
        var data = Load(sound
            .Append(new Flower { Features = [1, float.NaN, 1, 1], Kind = "rose" })
            .Append(new Flower { Features = [1, float.PositiveInfinity, 1, 1], Kind = "rose" })
            .Append(new Flower { Features = [1, 1, 1, 1], Kind = null })
            .Append(new Flower { Features = [1, 1, 1, 1], Kind = "rose", Importance = 0 }));

        var warnings = new List<string>();
        _ml.Log += (_, e) =>
        {
            if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning)
                warnings.Add(e.Message);
        };
        var trainer = _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Kind", exampleWeightColumnName: nameof(Flower.Importance));
        var model = new LinearModel(trainer.Fit(data).Model);
        Assert.InRange(model.LargestSlope(sound, 1, 1), -1, 1e-3);
        Assert.Contains(warnings, warning => warning.Contains("Skipped 4 instances with missing features/label/weight during training"));
    }

    [Fact]
    public void Nothing_but_skipped_rows_is_an_error()
    {
        var data = Load([new Flower { Features = [float.NaN, 0, 0, 0], Kind = "rose" }, new Flower { Features = [float.NaN, 0, 0, 0], Kind = "tulip" }]);
        var error = Assert.Throws<InvalidOperationException>(() => Trainer().Fit(data));
        Assert.Contains("No valid training instances found", error.Message);
    }

    [Fact]
    public void Options_set_what_the_arguments_set_and_the_number_of_iterations()
    {
        var rows = Flower.Grow(90);
        var options = new LbfgsMaximumEntropyMulticlassTrainer.Options
        {
            LabelColumnName = "Kind",
            ExampleWeightColumnName = nameof(Flower.Importance),
            L1Regularization = 0,
            L2Regularization = 2,
            OptimizationTolerance = 1e-7f,
            HistorySize = 5,
            NumberOfThreads = 1,
        };
        var model = new LinearModel(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(options).Fit(Load(rows)).Model);
        Assert.InRange(model.LargestSlope(rows, 0, 2), -1, 1e-3);

        options.MaximumNumberOfIterations = 1;
        model = new LinearModel(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(options).Fit(Load(rows)).Model);
        Assert.True(model.LargestSlope(rows, 0, 2) > 5e-3);
    }

    [Fact]
    public void Training_can_go_on_from_a_model()
    {
        var rows = Flower.Grow(150);
        var data = Load(rows);
        var trainer = Trainer();
        var first = trainer.Fit(data);
        var second = trainer.Fit(data, first.Model);
        Assert.InRange(new LinearModel(second.Model).LargestSlope(rows, 1, 1), -1, 1e-3);
        AssertClose(new LinearModel(first.Model).Biases, new LinearModel(second.Model).Biases, 2e-2);
    }

    [Theory]
    [InlineData(-1, 1, 1e-7f, 20, "L1Regularization")]
    [InlineData(1, -1, 1e-7f, 20, "L2Regularization")]
    [InlineData(1, 1, 0, 20, "OptimizationTolerance")]
    [InlineData(1, 1, 1e-7f, 0, "HistorySize")]
    public void Senseless_arguments_are_refused_by_name(float l1, float l2, float tolerance, int history, string name)
    {
        var error = Assert.ThrowsAny<Exception>(() => _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
            l1Regularization: l1, l2Regularization: l2, optimizationTolerance: tolerance, historySize: history));
        Assert.Contains(name, error.Message);
    }

    internal static void AssertClose(IEnumerable<double> expected, IEnumerable<double> found, double tolerance)
    {
        Assert.Equal(expected.Count(), found.Count());
        foreach (var (a, b) in expected.Zip(found))
            Assert.InRange(b, a - tolerance, a + tolerance);
    }

    private LbfgsMaximumEntropyMulticlassTrainer Trainer() => _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Kind");

    private LinearModel Train(IEnumerable<Flower> rows, float l1, float l2, string weight = null) =>
        new(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Kind", "Features", weight, l1, l2).Fit(Load(rows)).Model);

    private MaximumEntropyModelParameters Zero(IEnumerable<Flower> rows) =>
        _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Kind", l1Regularization: 1e6f).Fit(Load(rows)).Model;

    private IDataView Load(IEnumerable<Flower> rows)
    {
        var data = _ml.Data.LoadFromEnumerable(rows);
        return _ml.Transforms.Conversion.MapValueToKey("Kind").Fit(data).Transform(data);
    }
}
