using EfficientNet.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace EfficientNet.MLNet.Tests.Classification;

public sealed class ClassificationModelTests : IDisposable
{
    private readonly TinyClassifier _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void The_bundled_network_learns_to_tell_discs_from_stripes()
    {
        IDataView data = _tiny.DrawKeys();
        var options = new EfficientNetClassificationOptions { Cache = _tiny.Cache, AugmentedViews = 1 };

        using EfficientNetClassificationModel model = _tiny.Trainer(options).Fit(data);
        MulticlassClassificationMetrics metrics = _tiny.Ml.MulticlassClassification.Evaluate(model.Transform(data));

        Assert.Equal(1, metrics.MicroAccuracy);
        Assert.Equal(["discs", "stripes"], model.Labels);
    }

    [Fact]
    public void The_predicted_label_is_a_key_with_the_values_of_the_label_column()
    {
        IDataView data = _tiny.DrawKeys();

        using EfficientNetClassificationModel model = _tiny.Trainer().Fit(data);
        IDataView scored = model.Transform(data);

        Assert.Equal(data.Schema["Label"].Type, scored.Schema["PredictedLabel"].Type);
        Assert.Equal(["discs", "stripes"], KeyValues<ReadOnlyMemory<char>>(scored, "PredictedLabel").Select(value => value.ToString()));
        VBuffer<ReadOnlyMemory<char>> names = default;
        scored.Schema["Score"].GetSlotNames(ref names);
        Assert.Equal(["discs", "stripes"], names.DenseValues().Select(name => name.ToString()));
        foreach (ClassifiedRow row in _tiny.Ml.Data.CreateEnumerable<ClassifiedRow>(scored, reuseRowObject: false))
        {
            Assert.Equal(1, row.Score.Sum(), 1e-5);
            Assert.Equal((uint)Array.IndexOf(row.Score, row.Score.Max()) + 1, row.PredictedLabel);
        }
    }

    [Fact]
    public void A_saved_model_scores_equally_in_another_process()
    {
        IReadOnlyList<LabeledImage> images = _tiny.DrawList();
        IDataView data = _tiny.Keys(_tiny.Ml.Data.LoadFromEnumerable(images));
        using EfficientNetClassificationModel model = _tiny.Trainer().Fit(data);
        string path = Path.Combine(_tiny.Pictures.Folder, "model.zip");

        _tiny.Ml.Model.Save(model, data.Schema, path);

        Assert.Equal(
            SaveLoadTests.Bits(model.Transform(data).Vectors("Score")),
            SaveLoadTests.ScoreInAnotherProcess(path, "Score", [.. images.Select(image => image.ImagePath)]));
    }

    [Fact]
    public void A_loaded_model_predicts_the_same_keys_plainly_and_fast()
    {
        IDataView data = _tiny.DrawKeys();
        using EfficientNetClassificationModel model = _tiny.Trainer().Fit(data);
        string path = Path.Combine(_tiny.Pictures.Folder, "model.zip");
        _tiny.Ml.Model.Save(model, data.Schema, path);
        uint[] expected = [.. model.Transform(data).GetColumn<uint>("PredictedLabel")];

        ITransformer plain = new MLContext().Model.Load(path, out _);
        ITransformer fast = EfficientNetModel.Load(new MLContext(), path);

        Assert.Equal(expected, plain.Transform(data).GetColumn<uint>("PredictedLabel"));
        Assert.Equal(expected, fast.Transform(data).GetColumn<uint>("PredictedLabel"));
        Assert.Equal(SaveLoadTests.Bits(model.Transform(data).Vectors("Score")), SaveLoadTests.Bits(fast.Transform(data).Vectors("Score")));
    }

    [Fact]
    public void A_prediction_engine_predicts_one_picture_at_a_time()
    {
        IReadOnlyList<LabeledImage> images = _tiny.DrawList();
        IDataView data = _tiny.Ml.Data.LoadFromEnumerable(images);
        ITransformer model = _tiny.Ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(_tiny.Trainer())
            .Append(_tiny.Ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(data);
        string[] expected = [.. model.Transform(data).GetColumn<string>("PredictedLabel")];

        using PredictionEngine<LabeledImage, Prediction> engine = _tiny.Ml.Model.CreatePredictionEngine<LabeledImage, Prediction>(model);

        Assert.Equal(expected, images.Select(image => engine.Predict(image).PredictedLabel));
    }

    [Fact]
    public void CrossValidation_gives_metrics_of_each_fold()
    {
        IDataView data = _tiny.DrawKeys();

        var results = _tiny.Ml.MulticlassClassification.CrossValidate(data, _tiny.Trainer(), numberOfFolds: 3);

        Assert.Equal(3, results.Count);
        Assert.All(results, result => Assert.Equal(2, result.Metrics.ConfusionMatrix.NumberOfClasses));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    public void The_explanations_mean_is_the_logit(int hiddenUnits)
    {
        IDataView data = _tiny.DrawKeys();
        EfficientNetClassificationOptions options = _tiny.Options(explanation: "Explanation", head: new HeadTrainingOptions { HiddenUnits = hiddenUnits });

        using EfficientNetClassificationModel model = _tiny.Trainer(options).Fit(data);
        IDataView scored = model.Transform(data);

        foreach ((float[] score, float[] maps) in scored.Vectors("Score").Zip(scored.Vectors("Explanation")))
        {
            int area = maps.Length / score.Length;
            double[] logits = [.. maps.Chunk(area).Select(map => map.Average())];
            double sum = logits.Sum(Math.Exp);
            Assert.All(score.Zip(logits), pair => Assert.Equal(Math.Exp(pair.Second) / sum, pair.First, 1e-4));
        }
    }

    internal static T[] KeyValues<T>(IDataView view, string column)
    {
        VBuffer<T> values = default;
        view.Schema[column].GetKeyValues(ref values);
        return [.. values.DenseValues()];
    }

    private sealed class Prediction
    {
        public string PredictedLabel { get; set; } = "";
    }
}
