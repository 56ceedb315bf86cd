using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.Offline.Tests.Evaluation;

public class MulticlassEvaluationTests
{
    private readonly MLContext _ml = new(seed: 1);

    // Labels of a row class count from 0; one beyond the last is a missing label.
    private static readonly Prediction[] Predictions =
    [
        new(0, 0.7f, 0.2f, 0.1f),
        new(0, 0.3f, 0.6f, 0.1f),
        new(0, 0.4f, 0.4f, 0.2f),
        new(1, 0.4f, 0.4f, 0.2f),
        new(1, 0.0f, 1.0f, 0.0f),
        new(2, 1.0f, 0.0f, 0.0f),
    ];

    [Fact]
    public void Accuracies_follow_their_definitions()
    {
        var metrics = Evaluate(Predictions);
        Assert.Equal(3 / 6.0, metrics.MicroAccuracy, 12);
        Assert.Equal((2 / 3.0 + 1 / 2.0 + 0) / 3, metrics.MacroAccuracy, 12);
    }

    [Fact]
    public void Log_loss_follows_its_definition_and_probabilities_are_kept_from_zero()
    {
        var metrics = Evaluate(Predictions);
        double[] losses = [-Math.Log(0.7f), -Math.Log(0.3f), -Math.Log(0.4f), -Math.Log(0.4f), 0, -Math.Log(1e-15f)];
        Assert.Equal(losses.Average(), metrics.LogLoss, 6);
        Assert.Equal([losses[..3].Average(), losses[3..5].Average(), losses[5]], metrics.PerClassLogLoss.Select(loss => Math.Round(loss, 12)), Near);

        var entropy = -(1 / 2.0 * Math.Log(1 / 2.0) + 1 / 3.0 * Math.Log(1 / 3.0) + 1 / 6.0 * Math.Log(1 / 6.0));
        Assert.Equal((entropy - losses.Average()) / entropy, metrics.LogLossReduction, 6);
    }

    [Fact]
    public void Top_k_accuracy_counts_equal_scores_in_their_order()
    {
        var metrics = Evaluate(Predictions, topK: 2);
        Assert.Equal(2, metrics.TopKPredictionCount);
        Assert.Equal([3 / 6.0, 5 / 6.0], metrics.TopKAccuracyForAllK, Near);
        Assert.Equal(5 / 6.0, metrics.TopKAccuracy, 12);

        Assert.Null(Evaluate(Predictions).TopKAccuracyForAllK);
        Assert.Equal(0, Evaluate(Predictions).TopKAccuracy);
        Assert.Equal(0, Evaluate(Predictions).TopKPredictionCount);
    }

    [Fact]
    public void The_confusion_matrix_has_a_row_for_each_true_class()
    {
        var matrix = Evaluate(Predictions).ConfusionMatrix;
        Assert.Equal(3, matrix.NumberOfClasses);
        Assert.Equal([[2.0, 1, 0], [1, 1, 0], [1, 0, 0]], matrix.Counts);
        Assert.Equal([2 / 4.0, 1 / 2.0, 0], matrix.PerClassPrecision, Near);
        Assert.Equal([2 / 3.0, 1 / 2.0, 0], matrix.PerClassRecall, Near);
        Assert.Equal(1, matrix.GetCountForClassPair(predictedClassIndicatorIndex: 0, actualClassIndicatorIndex: 2));
        Assert.Equal(0, matrix.GetCountForClassPair(predictedClassIndicatorIndex: 2, actualClassIndicatorIndex: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.GetCountForClassPair(3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.GetCountForClassPair(0, -1));
    }

    [Fact]
    public void The_confusion_table_names_the_classes()
    {
        var expected = """

            Confusion table
                      ||========================
            PREDICTED ||     0 |     1 |     2 | Recall
            TRUTH     ||========================
                    0 ||     2 |     1 |     0 | 0.6667
                    1 ||     1 |     1 |     0 | 0.5000
                    2 ||     1 |     0 |     0 | 0.0000
                      ||========================
            Precision ||0.5000 |0.5000 |0.0000 |

            """;
        Assert.Equal(expected, Evaluate(Predictions).ConfusionMatrix.GetFormattedConfusionTable(), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Names_too_long_for_a_column_are_numbered()
    {
        string[] names = ["snapdragon", "rose", "tulip"];
        var rows = names.SelectMany((name, i) => Enumerable.Range(0, 4).Select(k => new NamedRow { Features = [i == 0 ? 1 : 0, i == 1 ? 1 : 0], Name = name })).ToList();
        var table = Fit(rows).GetFormattedConfusionTable();
        var expected = """

            Confusion table
                          ||========================
            PREDICTED     ||     0 |     1 |     2 | Recall
            TRUTH         ||========================
            0. snapdragon ||     4 |     0 |     0 | 1.0000
            1.       rose ||     0 |     4 |     0 | 1.0000
            2.      tulip ||     0 |     0 |     4 | 1.0000
                          ||========================
            Precision     ||1.0000 |1.0000 |1.0000 |

            """;
        Assert.Equal(expected, table, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Two_classes_get_wider_columns()
    {
        var rows = new[] { "scratch", "fine" }.SelectMany((name, i) => Enumerable.Range(0, 4).Select(k => new NamedRow { Features = [i, -i], Name = name })).ToList();
        var expected = """

            Confusion table
                      ||======================
            PREDICTED ||  scratch |     fine | Recall
            TRUTH     ||======================
              scratch ||        4 |        0 | 1.0000
                 fine ||        0 |        4 | 1.0000
                      ||======================
            Precision ||   1.0000 |   1.0000 |

            """;
        Assert.Equal(expected, Fit(rows).GetFormattedConfusionTable(), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Rows_without_a_label_or_with_a_broken_score_do_not_count()
    {
        var more = Predictions.Append(new(4, 1, 0, 0)).Append(new(0, float.NaN, 0, 0)).Append(new(1, 0, float.PositiveInfinity, 0));
        var (expected, found) = (Evaluate(Predictions), Evaluate(more));
        Assert.Equal(expected.MicroAccuracy, found.MicroAccuracy);
        Assert.Equal(expected.LogLoss, found.LogLoss);
        Assert.Equal(expected.ConfusionMatrix.Counts, found.ConfusionMatrix.Counts);
    }

    [Fact]
    public void A_class_the_model_does_not_know_counts_as_missed_at_the_worst_loss()
    {
        var metrics = Evaluate([new(0, 0.7f, 0.2f, 0.1f), new(3, 0.7f, 0.2f, 0.1f)]);
        Assert.Equal(0.5, metrics.MicroAccuracy, 12);
        Assert.Equal(1, metrics.MacroAccuracy, 12);
        Assert.Equal((-Math.Log(0.7f) - Math.Log(1e-15f)) / 2, metrics.LogLoss, 6);
        Assert.Equal(1, metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()));
    }

    [Fact]
    public void A_missing_label_column_is_named()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _ml.MulticlassClassification.Evaluate(_ml.Data.LoadFromEnumerable(Rows(Predictions)), "Kind"));
        Assert.Contains("Kind", error.Message);
    }

    [Fact]
    public void A_missing_score_column_is_named()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _ml.MulticlassClassification.Evaluate(_ml.Data.LoadFromEnumerable(Rows(Predictions)), scoreColumnName: "Guess"));
        Assert.Contains("Guess", error.Message);
    }

    [Fact]
    public void A_label_of_text_is_refused()
    {
        var rows = new[] { new TextRow { Label = "rose", Score = [0.5f, 0.5f, 0], PredictedLabel = 1 } };
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.MulticlassClassification.Evaluate(_ml.Data.LoadFromEnumerable(rows)));
        Assert.Contains("label column 'Label': expected Single or Key, got String", error.Message);
    }

    private MulticlassClassificationMetrics Evaluate(IEnumerable<Prediction> predictions, int topK = 0) =>
        _ml.MulticlassClassification.Evaluate(_ml.Data.LoadFromEnumerable(Rows(predictions)), topKPredictionCount: topK);

    private ConfusionMatrix Fit(IEnumerable<NamedRow> rows)
    {
        var data = _ml.Data.LoadFromEnumerable(rows);
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Label", "Name")
            .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 0.01f));
        return _ml.MulticlassClassification.Evaluate(pipeline.Fit(data).Transform(data)).ConfusionMatrix;
    }

    private static bool Near(double expected, double found) => Math.Abs(expected - found) < 1e-6;

    private static IEnumerable<ScoredRow> Rows(IEnumerable<Prediction> predictions) =>
        predictions.Select(p => new ScoredRow { Label = p.Label, Score = p.Scores, PredictedLabel = 1 });

    private sealed record Prediction(uint Label, params float[] Scores);

    private sealed class ScoredRow
    {
        // Room for one class more than is scored.
        [KeyType(4)]
        public uint Label { get; set; }

        [VectorType(3)]
        public float[] Score { get; set; }

        [KeyType(3)]
        public uint PredictedLabel { get; set; }
    }

    private sealed class TextRow
    {
        public string Label { get; set; }

        [VectorType(3)]
        public float[] Score { get; set; }

        [KeyType(3)]
        public uint PredictedLabel { get; set; }
    }

    private sealed class NamedRow
    {
        [VectorType(2)]
        public float[] Features { get; set; }

        public string Name { get; set; }
    }
}
