using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

internal sealed class MulticlassScoreMapper : IRowMapper
{
    private readonly IVectorScorer _model;
    private readonly DataViewSchema.Column _features;
    private readonly DataViewSchema.DetachedColumn[] _outputs;

    public MulticlassScoreMapper(
        IHost host, IVectorScorer model, DataViewSchema inputSchema, string featureColumnName, DataViewSchema.Annotations labelAnnotations)
    {
        _model = model;
        _features = RoleColumn.Find(inputSchema, featureColumnName, "Feature");
        var expected = new VectorDataViewType(NumberDataViewType.Single, model.FeatureCount);
        host.Check(_features.Type.SameSizeAndItemType(expected), $"Incompatible features column type: '{_features.Type}' vs '{expected}'");

        var set = NextScoreColumnSet(inputSchema);
        var predicted = Annotations(set, DefaultColumnNames.PredictedLabel);
        var score = Annotations(set, DefaultColumnNames.Score);
        if (labelAnnotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues) is { Type: VectorDataViewType names } keyValues && names.Size == model.ClassCount)
        {
            var getter = labelAnnotations.GetGetterAsDelegate(keyValues);
            predicted.Add(AnnotationUtils.Kinds.KeyValues, names, getter);
            score.Add(AnnotationUtils.Kinds.TrainingLabelValues, names, getter);
            if (names.ItemType is TextDataViewType)
                score.Add(AnnotationUtils.Kinds.SlotNames, names, getter);
        }

        _outputs =
        [
            new(DefaultColumnNames.PredictedLabel, new KeyDataViewType(typeof(uint), model.ClassCount), predicted.ToAnnotations()),
            new(DefaultColumnNames.Score, new VectorDataViewType(NumberDataViewType.Single, model.ClassCount), score.ToAnnotations()),
        ];
    }

    public DataViewSchema.DetachedColumn[] GetOutputColumns() => _outputs;

    public Func<int, bool> GetDependencies(Func<int, bool> activeOutput)
    {
        var active = activeOutput(0) || activeOutput(1);
        return column => active && column == _features.Index;
    }

    public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer)
    {
        disposer = null;
        if (!activeOutput(0) && !activeOutput(1))
            return new Delegate[2];

        // Both columns of a row come from one scoring.
        var getter = input.GetGetter<VBuffer<float>>(_features);
        VBuffer<float> features = default;
        VBuffer<float> scores = default;
        long scored = -1;
        void Score()
        {
            if (scored == input.Position)
                return;
            getter(ref features);
            _model.Score(features, ref scores);
            scored = input.Position;
        }

        ValueGetter<uint> predictedLabel = (ref uint value) =>
        {
            Score();
            value = (uint)(IndexOfLargest(scores.GetValues()) + 1);
        };
        ValueGetter<VBuffer<float>> score = (ref VBuffer<float> value) =>
        {
            Score();
            scores.CopyTo(ref value);
        };
        return [activeOutput(0) ? predictedLabel : null, activeOutput(1) ? score : null];
    }

    // The first of the largest; NaNs do not count, and of nothing else the answer is -1.
    private static int IndexOfLargest(ReadOnlySpan<float> values)
    {
        var largest = -1;
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsNaN(values[i]) && (largest < 0 || values[i] > values[largest]))
                largest = i;
        }
        return largest;
    }

    // Score columns that belong together share a number, one above those that are there.
    private static uint NextScoreColumnSet(DataViewSchema schema)
    {
        uint last = 0;
        foreach (var column in schema)
        {
            if (column.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.ScoreColumnSetId)?.Type is not KeyDataViewType key || key.RawType != typeof(uint))
                continue;
            uint set = 0;
            column.Annotations.GetValue(AnnotationUtils.Kinds.ScoreColumnSetId, ref set);
            last = Math.Max(last, set);
        }
        return last + 1;
    }

    private static DataViewSchema.Annotations.Builder Annotations(uint set, string valueKind)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue(AnnotationUtils.Kinds.ScoreColumnSetId, AnnotationUtils.ScoreColumnSetIdType, set);
        builder.AddPrimitiveValue(AnnotationUtils.Kinds.ScoreColumnKind, TextDataViewType.Instance, AnnotationUtils.MulticlassClassificationScoreKind.AsMemory());
        builder.AddPrimitiveValue(AnnotationUtils.Kinds.ScoreValueKind, TextDataViewType.Instance, valueKind.AsMemory());
        return builder;
    }
}
