using Microsoft.ML.Data;

namespace Microsoft.ML.Numeric;

// The rows that a linear trainer learns from: dense features, a class from 0, a weight.
internal sealed record TrainingRows(double[][] Features, int[] Labels, double[] Weights, int FeatureCount, int ClassCount)
{
    public int Count => Labels.Length;

    // Rows with features that are not all finite, without a label, or with a weight that is not above zero and finite are skipped.
    public static TrainingRows Read(IDataView data, string featureColumnName, string labelColumnName, string weightColumnName, out long skipped)
    {
        var (featureColumn, labelColumn) = (data.Schema[featureColumnName], data.Schema[labelColumnName]);
        DataViewSchema.Column? weightColumn = weightColumnName is null ? null : data.Schema[weightColumnName];
        using var cursor = data.GetRowCursor(weightColumn is { } needed ? [featureColumn, labelColumn, needed] : [featureColumn, labelColumn]);
        var getFeatures = cursor.GetGetter<VBuffer<float>>(featureColumn);
        var getLabel = cursor.GetLabelGetter(labelColumn);
        ValueGetter<float> getWeight = weightColumn is { } column ? cursor.GetGetter<float>(column) : (ref float one) => one = 1;

        var features = new List<double[]>();
        var labels = new List<int>();
        var weights = new List<double>();
        VBuffer<float> buffer = default;
        var (label, weight) = (0f, 0f);
        skipped = 0;
        while (cursor.MoveNext())
        {
            getFeatures(ref buffer);
            getLabel(ref label);
            getWeight(ref weight);
            if (!AllFinite(buffer.GetValues()) || float.IsNaN(label) || !(weight > 0) || !float.IsFinite(weight))
            {
                skipped++;
                continue;
            }

            var row = new double[buffer.Length];
            foreach (var (slot, value) in buffer.Items())
                row[slot] = value;
            features.Add(row);
            labels.Add((int)label);
            weights.Add(weight);
        }

        return new TrainingRows([.. features], [.. labels], [.. weights], featureColumn.Type.GetVectorSize(), (int)labelColumn.Type.GetKeyCount());
    }

    private static bool AllFinite(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
                return false;
        }
        return true;
    }
}
