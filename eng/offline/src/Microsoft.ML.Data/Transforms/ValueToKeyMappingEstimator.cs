using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    internal const int DefaultMaximumNumberOfKeys = 1_000_000;

    private readonly IHost _host;
    private readonly ColumnOptions[] _columns;
    private readonly IDataView _keyData;

    internal ValueToKeyMappingEstimator(IHostEnvironment env, ColumnOptions[] columns, IDataView keyData)
    {
        _host = env.Register(nameof(ValueToKeyMappingEstimator));
        _columns = columns;
        _keyData = keyData;
        if (keyData is not null && keyData.Schema.Count != 1)
        {
            throw _host.ExceptParam(nameof(keyData),
                $"If specified, this data view should contain only a single column containing the terms to map, but this had {keyData.Schema.Count} columns.");
        }
    }

    public ValueToKeyMappingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return ValueToKeyMappingTransformer.Train(_host, input, _columns, _keyData);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        var columns = inputSchema.ToDictionary(column => column.Name);
        foreach (var options in _columns)
        {
            if (!inputSchema.TryFindColumn(options.InputColumnName, out var source) || !source.ItemType.IsStandardScalar())
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", options.InputColumnName);
            var annotations = new List<SchemaShape.Column>();
            if (source.Annotations.TryFindColumn(AnnotationUtils.Kinds.SlotNames, out var slotNames))
                annotations.Add(slotNames);
            if (!source.IsKey
                || !source.Annotations.TryFindColumn(AnnotationUtils.Kinds.KeyValues, out var keyValues)
                || keyValues.Kind != SchemaShape.Column.VectorKind.Vector)
            {
                var itemType = options.KeyValuesAsText ? TextDataViewType.Instance : source.ItemType;
                keyValues = new SchemaShape.Column(AnnotationUtils.Kinds.KeyValues, SchemaShape.Column.VectorKind.Vector, itemType, source.IsKey);
            }

            annotations.Add(keyValues);
            columns[options.OutputColumnName] = new SchemaShape.Column(
                options.OutputColumnName, source.Kind, NumberDataViewType.UInt32, true, new SchemaShape(annotations));
        }

        return new SchemaShape(columns.Values);
    }

    public enum KeyOrdinality : byte
    {
        ByOccurrence = 0,
        ByValue = 1,
    }

    internal sealed record ColumnOptions(
        string OutputColumnName, string InputColumnName, int MaximumNumberOfKeys, KeyOrdinality Ordinality, bool KeyValuesAsText);
}
