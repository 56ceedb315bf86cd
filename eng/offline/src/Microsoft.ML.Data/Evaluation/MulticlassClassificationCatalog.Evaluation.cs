using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class MulticlassClassificationCatalog
{
    public MulticlassClassificationMetrics Evaluate(
        IDataView data,
        string labelColumnName = DefaultColumnNames.Label,
        string scoreColumnName = DefaultColumnNames.Score,
        string predictedLabelColumnName = DefaultColumnNames.PredictedLabel,
        int topKPredictionCount = 0)
    {
        Contracts.CheckValue(data, nameof(data));
        Contracts.CheckParam(topKPredictionCount >= 0, nameof(topKPredictionCount), "Must be non-negative");
        var schema = data.Schema;
        var label = RoleColumn.Find(schema, labelColumnName, "Label");
        var score = RoleColumn.Find(schema, scoreColumnName, "Score");
        RoleColumn.Find(schema, predictedLabelColumnName, "PredictedLabel");

        if (score.Type is not VectorDataViewType { Size: >= 2 and var classCount } vector || !vector.ItemType.Equals(NumberDataViewType.Single))
            throw Environment.ExceptSchemaMismatch(nameof(schema), "score", score.Name, "vector of two or more items of type Single", score.Type.ToString());
        if (label.Type is not KeyDataViewType && !label.Type.Equals(NumberDataViewType.Single))
            throw Environment.ExceptSchemaMismatch(nameof(schema), "label", label.Name, "Single or Key", label.Type.ToString());

        var counts = Count(data, label, score, new MulticlassCounts(classCount, topKPredictionCount));
        return new MulticlassClassificationMetrics(counts, ClassNames(score, classCount), topKPredictionCount);
    }

    // Rows without a label, or with a score that is no number, do not count.
    private static MulticlassCounts Count(IDataView data, DataViewSchema.Column labelColumn, DataViewSchema.Column scoreColumn, MulticlassCounts counts)
    {
        using var cursor = data.GetRowCursor([labelColumn, scoreColumn]);
        var getLabel = cursor.GetLabelGetter(labelColumn);
        var getScores = cursor.GetGetter<VBuffer<float>>(scoreColumn);
        var label = 0f;
        VBuffer<float> buffer = default;
        var scores = new float[scoreColumn.Type.GetVectorSize()];
        while (cursor.MoveNext())
        {
            getLabel(ref label);
            if (!(label >= 0) || label != (int)label)
                continue;
            getScores(ref buffer);
            buffer.CopyTo(scores);
            if (scores.All(float.IsFinite))
                counts.Add((int)label, scores);
        }
        return counts;
    }

    private static IEnumerable<string> ClassNames(DataViewSchema.Column score, int classCount)
    {
        if (!score.HasSlotNames())
            return Enumerable.Range(0, classCount).Select(c => c.ToString());
        VBuffer<ReadOnlyMemory<char>> names = default;
        score.GetSlotNames(ref names);
        return names.DenseValues().Select(name => name.ToString());
    }
}
