using EfficientNet.Offline.Tests.Training;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.Offline.Tests.Evaluation;

public class CrossValidationTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Every_row_is_held_out_once_and_every_fold_has_a_model_and_metrics()
    {
        var rows = Numbered(Flower.Grow(120));
        var folds = _ml.MulticlassClassification.CrossValidate(_ml.Data.LoadFromEnumerable(rows), Pipeline(), numberOfFolds: 4, labelColumnName: "Label");
        Assert.Equal([0, 1, 2, 3], folds.Select(fold => fold.Fold));
        var held = folds.SelectMany(fold => fold.ScoredHoldOutSet.GetColumn<float>("Number")).ToList();
        Assert.Equal(rows.Select(row => row.Number), held.Order());
        foreach (var fold in folds)
        {
            Assert.InRange(fold.Metrics.MicroAccuracy, 0.4, 1);
            Assert.Equal(
                fold.ScoredHoldOutSet.GetColumn<float>("Number").Count(),
                fold.Metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()));
            Assert.NotNull(fold.Model.GetOutputSchema(_ml.Data.LoadFromEnumerable(rows).Schema).GetColumnOrNull("Score"));
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_folds_and_another_seed_others()
    {
        var data = _ml.Data.LoadFromEnumerable(Numbered(Flower.Grow(60)));
        float[] FirstFold(int seed) => _ml.MulticlassClassification.CrossValidate(data, Pipeline(), 3, "Label", seed: seed)[0]
            .ScoredHoldOutSet.GetColumn<float>("Number").ToArray();
        Assert.Equal(FirstFold(7), FirstFold(7));
        Assert.NotEqual(FirstFold(7), FirstFold(8));
    }

    [Fact]
    public void Rows_of_one_sampling_key_stay_together()
    {
        var rows = Numbered(Flower.Grow(120));
        var folds = _ml.MulticlassClassification.CrossValidate(
            _ml.Data.LoadFromEnumerable(rows), Pipeline(), numberOfFolds: 3, labelColumnName: "Label", samplingKeyColumnName: "Bed");
        var bedsOfFolds = folds.Select(fold => fold.ScoredHoldOutSet.GetColumn<string>("Bed").Distinct().ToHashSet()).ToList();
        Assert.Equal(rows.Select(row => row.Bed).Distinct().Order(), bedsOfFolds.SelectMany(beds => beds).Order());
    }

    [Fact]
    public void One_fold_is_refused()
    {
        var error = Assert.ThrowsAny<ArgumentException>(
            () => _ml.MulticlassClassification.CrossValidate(_ml.Data.LoadFromEnumerable(Numbered(Flower.Grow(30))), Pipeline(), numberOfFolds: 1));
        Assert.Contains("Must be more than 1", error.Message);
    }

    private IEstimator<ITransformer> Pipeline() =>
        _ml.Transforms.Conversion.MapValueToKey("Label", "Kind").Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy());

    private static List<NumberedFlower> Numbered(List<Flower> flowers) =>
        flowers.Select((flower, i) => new NumberedFlower { Features = flower.Features, Kind = flower.Kind, Number = i, Bed = $"bed {i % 17}" }).ToList();

    private sealed class NumberedFlower
    {
        [VectorType(Flower.FeatureCount)]
        public float[] Features { get; set; }

        public string Kind { get; set; }

        public float Number { get; set; }

        public string Bed { get; set; }
    }
}
