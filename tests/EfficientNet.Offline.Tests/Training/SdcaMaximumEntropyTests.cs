using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace EfficientNet.Offline.Tests.Training;

public class SdcaMaximumEntropyTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Finds_the_optimum_of_the_regularized_pairwise_logistic_loss()
    {
        const float l2 = 0.01f;
        var rows = Flower.Grow(150);
        var model = Train(_ml, rows, new() { L1Regularization = 0, L2Regularization = l2, ConvergenceTolerance = 1e-5f, MaximumNumberOfIterations = 300 });
        Assert.InRange(LargestSlope(model, rows, l2), 0, 2e-3);
    }

    [Fact]
    public void The_same_seed_gives_the_same_model()
    {
        var rows = Flower.Grow(60);
        LinearModel Once() => Train(new MLContext(seed: 3), rows, new() { MaximumNumberOfIterations = 3 });
        var (first, second) = (Once(), Once());
        Assert.Equal(first.Biases, second.Biases);
        Assert.Equal(first.Weights, second.Weights);
    }

    [Fact]
    public void L1_regularization_turns_weights_off()
    {
        var rows = Flower.Grow(90);
        var model = Train(_ml, rows, new() { L1Regularization = 1, L2Regularization = 0.1f, ConvergenceTolerance = 1e-3f });
        Assert.Contains(model.Weights.SelectMany(row => row), weight => weight == 0);
        Assert.Contains(model.Weights.SelectMany(row => row), weight => weight != 0);
    }

    [Fact]
    public void Defaults_separate_what_is_separable()
    {
        var rows = Flower.Grow(120);
        foreach (var row in rows)
            row.Features[row.KindIndex] += 3;
        var data = Load(_ml, rows);
        var metrics = _ml.MulticlassClassification.Evaluate(
            _ml.MulticlassClassification.Trainers.SdcaMaximumEntropy("Kind").Fit(data).Transform(data), "Kind");
        Assert.Equal(1, metrics.MicroAccuracy);
    }

    [Fact]
    public void Rows_with_missing_features_are_skipped_and_said_to_be()
    {
        var warnings = new List<string>();
        _ml.Log += (_, e) => warnings.Add(e.Message);
        var model = Train(_ml, Flower.Grow(60).Append(new Flower { Features = [1, float.NaN, 1, 1], Kind = "rose" }), new() { NumberOfThreads = 1 });
        Assert.All(model.Biases, bias => Assert.True(double.IsFinite(bias)));
        Assert.Contains(warnings, warning => warning.Contains("Skipped 1 instances with missing features/label during training"));
    }

    [Fact]
    public void A_negative_L2_weight_is_refused_by_name()
    {
        var error = Assert.ThrowsAny<Exception>(() => _ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(l2Regularization: -1));
        Assert.Contains("L2Regularization", error.Message);
    }

    private static LinearModel Train(MLContext ml, IEnumerable<Flower> rows, SdcaMaximumEntropyMulticlassTrainer.Options options)
    {
        options.LabelColumnName = "Kind";
        options.NumberOfThreads = 1;
        return new(ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(options).Fit(Load(ml, rows)).Model);
    }

    private static IDataView Load(MLContext ml, IEnumerable<Flower> rows)
    {
        var data = ml.Data.LoadFromEnumerable(rows);
        return ml.Transforms.Conversion.MapValueToKey("Kind").Fit(data).Transform(data);
    }

    /// <summary>
    /// Of mean over rows of sum over other classes of log(1 + exp(other - own)), plus l2 / 2 * (|W|² + |b|²): zero at the optimum.
    /// </summary>
    private static double LargestSlope(LinearModel model, List<Flower> rows, double l2)
    {
        var slopes = model.Weights.Select((row, c) => row.Append(model.Biases[c]).Select(w => l2 * w).ToArray()).ToArray();
        foreach (var row in rows)
        {
            var logits = model.Logits(row.Features);
            for (var c = 0; c < logits.Length; c++)
            {
                if (c == row.KindIndex)
                    continue;
                var push = 1 / (1 + Math.Exp(logits[row.KindIndex] - logits[c])) / rows.Count;
                for (var f = 0; f < slopes[c].Length; f++)
                {
                    var x = f < row.Features.Length ? row.Features[f] : 1;
                    slopes[c][f] += push * x;
                    slopes[row.KindIndex][f] -= push * x;
                }
            }
        }
        return slopes.Max(row => row.Max(Math.Abs));
    }
}
