using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace EfficientNet.Offline.Tests.Training;

public class MulticlassScoringTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly List<Flower> _rows = Flower.Grow(60);
    private readonly IDataView _data;
    private readonly MulticlassPredictionTransformer<MaximumEntropyModelParameters> _model;

    public MulticlassScoringTests()
    {
        var data = _ml.Data.LoadFromEnumerable(_rows);
        _data = _ml.Transforms.Conversion.MapValueToKey("Kind").Fit(data).Transform(data);
        _model = _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Kind").Fit(_data);
    }

    [Fact]
    public void Scores_are_the_softmax_of_the_linear_model_and_the_predicted_label_the_largest()
    {
        var model = new LinearModel(_model.Model);
        var scored = _ml.Data.CreateEnumerable<Scored>(_model.Transform(_data), reuseRowObject: false).ToList();
        Assert.Equal(_rows.Count, scored.Count);
        foreach (var (row, score) in _rows.Zip(scored))
        {
            LbfgsMaximumEntropyTests.AssertClose(model.Probabilities(row.Features), score.Score.Select(s => (double)s), 1e-5);
            Assert.Equal(Array.IndexOf(score.Score, score.Score.Max()) + 1, (int)score.PredictedLabel);
        }
    }

    [Fact]
    public void Columns_and_annotations_are_those_of_the_multiclass_scorer()
    {
        var schema = _model.Transform(_data).Schema;
        Assert.Equal(_data.Schema.Count + 2, schema.Count);
        Assert.Equal(["PredictedLabel", "Score"], schema.Skip(_data.Schema.Count).Select(column => column.Name));

        var score = schema["Score"];
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), score.Type);
        Assert.Equal(Flower.Kinds, Names(score, "SlotNames"));
        Assert.Equal(Flower.Kinds, Names(score, "TrainingLabelValues"));
        Assert.Equal("MulticlassClassification", Text(score, "ScoreColumnKind"));
        Assert.Equal("Score", Text(score, "ScoreValueKind"));
        Assert.NotNull(score.Annotations.Schema.GetColumnOrNull("ScoreColumnSetId"));

        var predicted = schema["PredictedLabel"];
        Assert.Equal(new KeyDataViewType(typeof(uint), 3), predicted.Type);
        Assert.Equal(Flower.Kinds, Names(predicted, "KeyValues"));
        Assert.Equal("MulticlassClassification", Text(predicted, "ScoreColumnKind"));
        Assert.Equal("PredictedLabel", Text(predicted, "ScoreValueKind"));
        Assert.Equal(schema.Select(column => column.Name), _model.GetOutputSchema(_data.Schema).Select(column => column.Name));
    }

    [Fact]
    public void The_predicted_label_maps_back_to_its_name()
    {
        var scored = _model.Transform(_data);
        var named = _ml.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(scored).Transform(scored);
        Assert.All(named.GetColumn<string>("PredictedLabel"), name => Assert.Contains(name, Flower.Kinds));
    }

    [Fact]
    public void Missing_features_score_NaN_and_predict_no_label()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new Flower { Features = [1, float.NaN, 0, 0], Kind = "rose" } });
        var scored = _ml.Data.CreateEnumerable<Scored>(_model.Transform(data), reuseRowObject: false).Single();
        Assert.All(scored.Score, score => Assert.True(float.IsNaN(score)));
        Assert.Equal(0u, scored.PredictedLabel);
    }

    [Fact]
    public void Sparse_features_score_as_their_dense_selves()
    {
        var dense = _ml.Data.LoadFromEnumerable(new[] { new VectorRow { Features = new(4, [0, 0, 2.5f, 0]) } });
        var sparse = _ml.Data.LoadFromEnumerable(new[] { new VectorRow { Features = new(4, 1, [2.5f], [2]) } });
        float[] Score(IDataView data) => _model.Transform(data).GetColumn<float[]>("Score").Single();
        LbfgsMaximumEntropyTests.AssertClose(Score(dense).Select(s => (double)s), Score(sparse).Select(s => (double)s), 1e-6);
    }

    [Fact]
    public void A_saved_model_scores_bit_equal_in_a_new_context()
    {
        using var file = new MemoryStream();
        _ml.Model.Save(_model, _data.Schema, file);
        file.Position = 0;
        var other = new MLContext();
        var loaded = other.Model.Load(file, out var schema);
        Assert.Equal(_data.Schema.Select(column => column.Name), schema.Select(column => column.Name));

        var transform = Assert.IsType<MulticlassPredictionTransformer<MaximumEntropyModelParameters>>(
            loaded is TransformerChain<ITransformer> chain ? chain.Single() : loaded);
        Assert.Equal("Features", transform.FeatureColumnName);
        Assert.Equal(_model.Model.GetBiases(), transform.Model.GetBiases());
        Assert.Equal(_model.Transform(_data).GetColumn<float[]>("Score"), loaded.Transform(_data).GetColumn<float[]>("Score"));
        Assert.Equal(Flower.Kinds, Names(loaded.Transform(_data).Schema["Score"], "SlotNames"));
        Assert.Equal(Flower.Kinds, Names(loaded.Transform(_data).Schema["PredictedLabel"], "KeyValues"));
    }

    [Fact]
    public void Only_the_features_are_needed_to_predict()
    {
        var features = _ml.Data.LoadFromEnumerable(new[] { new VectorRow { Features = new(4, [1, 0, 0, 0]) } });
        Assert.Single(_model.Transform(features).GetColumn<uint>("PredictedLabel"));
    }

    [Fact]
    public void Several_cursors_at_once_see_the_same()
    {
        var scored = _model.Transform(_data);
        var results = new float[4][][];
        Parallel.For(0, results.Length, i => results[i] = scored.GetColumn<float[]>("Score").ToArray());
        Assert.All(results, result => Assert.Equal(results[0], result));
    }

    [Fact]
    public void A_missing_feature_column_is_named()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Kind", "Pixels").Fit(_data));
        Assert.Contains("Could not find feature column 'Pixels'", error.Message);
    }

    [Fact]
    public void A_missing_label_column_is_named()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Species").Fit(_data));
        Assert.Contains("Could not find label column 'Species'", error.Message);
    }

    [Fact]
    public void A_label_that_is_no_key_is_refused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Kind").Fit(_ml.Data.LoadFromEnumerable(_rows)));
        Assert.Contains("Schema mismatch for label column 'Kind': expected Key<UInt32>, got String", error.Message);
    }

    [Fact]
    public void Features_that_are_no_vector_of_known_size_are_refused()
    {
        var scalar = Assert.Throws<ArgumentOutOfRangeException>(
            () => _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Kind", nameof(Flower.Importance)).Fit(_data));
        Assert.Contains("Schema mismatch for feature column 'Importance': expected Vector<Single>, got Single", scalar.Message);

        var loose = _ml.Data.LoadFromEnumerable(new[] { new LooseRow { Features = [1, 2], Kind = 1 } });
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Kind").Fit(loose));
        Assert.Contains("Schema mismatch for feature column 'Features': expected Vector<Single>, got VarVector<Single>", error.Message);
    }

    [Fact]
    public void Scoring_refuses_features_of_another_size()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new LongRow { Features = new float[5] } });
        var error = Assert.ThrowsAny<Exception>(() => _model.GetOutputSchema(data.Schema));
        Assert.Contains("Schema mismatch for feature column 'Features': expected Vector<Single, 4>, got Vector<Single, 5>", error.Message);
    }

    [Fact]
    public void A_trainer_names_its_columns()
    {
        var trainer = _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Kind", "Pixels", "Importance");
        Assert.Equal(("Kind", "Pixels", "Importance"), (trainer.LabelColumn.Name, trainer.FeatureColumn.Name, trainer.WeightColumn.Name));
    }

    [Fact]
    public void Features_of_several_dimensions_train_and_score()
    {
        var definition = SchemaDefinition.Create(typeof(Flower));
        definition["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 1, 4);
        var data = _ml.Data.LoadFromEnumerable(_rows, definition);
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Kind").Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Kind"));
        var model = pipeline.Fit(data);
        Assert.Equal(_model.Transform(_data).GetColumn<float[]>("Score"), model.Transform(data).GetColumn<float[]>("Score"));
    }

    [Fact]
    public void A_saved_pipeline_predicts_names_one_row_at_a_time()
    {
        var data = _ml.Data.LoadFromEnumerable(_rows);
        var model = _ml.Transforms.Conversion.MapValueToKey("Label", "Kind")
            .AppendCacheCheckpoint(_ml)
            .Append(_ml.MulticlassClassification.Trainers.SdcaMaximumEntropy())
            .Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(data);
        using var file = new MemoryStream();
        _ml.Model.Save(model, data.Schema, file);
        file.Position = 0;
        var other = new MLContext();
        using var engine = other.Model.CreatePredictionEngine<Flower, Named>(other.Model.Load(file, out _));
        var expected = model.Transform(data).GetColumn<string>("PredictedLabel").ToArray();
        Assert.Equal(expected, _rows.Select(row => engine.Predict(row).PredictedLabel));
        Assert.Equal(3, engine.Predict(_rows[0]).Score.Length);
    }

    private static string[] Names(DataViewSchema.Column column, string kind)
    {
        var names = default(VBuffer<ReadOnlyMemory<char>>);
        column.Annotations.GetValue(kind, ref names);
        return names.DenseValues().Select(name => name.ToString()).ToArray();
    }

    private static string Text(DataViewSchema.Column column, string kind)
    {
        var text = default(ReadOnlyMemory<char>);
        column.Annotations.GetValue(kind, ref text);
        return text.ToString();
    }

    private sealed class Scored
    {
        public float[] Score { get; set; }

        [KeyType(3)]
        public uint PredictedLabel { get; set; }
    }

    private sealed class Named
    {
        public string PredictedLabel { get; set; }

        public float[] Score { get; set; }
    }

    private sealed class VectorRow
    {
        [VectorType(4)]
        public VBuffer<float> Features { get; set; }
    }

    private sealed class LongRow
    {
        [VectorType(5)]
        public float[] Features { get; set; }
    }

    private sealed class LooseRow
    {
        public float[] Features { get; set; }

        [KeyType(3)]
        public uint Kind { get; set; }
    }
}
