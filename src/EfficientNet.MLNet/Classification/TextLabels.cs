using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Classification;

/// <summary>Classes whose key values are texts, or that have none: then they are numbered from 0, as ML.NET numbers keys.</summary>
internal sealed class TextLabels(string columnName, IReadOnlyList<string> names) : ClassLabels(columnName, names)
{
    public static TextLabels Read(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetKeyValues(ref names);
        return new TextLabels(column.Name, [.. names.DenseValues().Select(name => name.ToString())]);
    }

    public override IReadOnlyList<ITransformer> ToKeys(MLContext ml, IDataView view, string column, bool mayBeMissing)
        => [KeysOf(ml, view, column, Names)];
}
