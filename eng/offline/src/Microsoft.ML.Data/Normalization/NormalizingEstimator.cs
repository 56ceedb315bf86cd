using Microsoft.ML.Data;
using Microsoft.ML.Internal.Utilities;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class NormalizingEstimator : IEstimator<NormalizingTransformer>
{
    private readonly IHost _host;
    private readonly NormalizationKind _kind;
    private readonly bool _fixZero;
    private readonly long _maximumExampleCount;
    private readonly (string outputColumnName, string inputColumnName)[] _columns;

    internal NormalizingEstimator(
        IHostEnvironment env, NormalizationKind kind, long maximumExampleCount, bool fixZero, params (string outputColumnName, string inputColumnName)[] columns)
    {
        _host = env.Register(nameof(NormalizingEstimator));
        _host.CheckParam(maximumExampleCount > 1, nameof(maximumExampleCount), "Must be greater than 1");
        foreach (var (output, input) in columns)
        {
            _host.CheckNonEmpty(output, "outputColumnName");
            _host.CheckNonEmpty(input, "inputColumnName");
        }

        _kind = kind;
        _maximumExampleCount = maximumExampleCount;
        _fixZero = fixZero;
        _columns = columns;
    }

    public NormalizingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        var columns = _columns.Select(pair => input.Schema.GetColumnOrNull(pair.inputColumnName)
            ?? throw _host.ExceptSchemaMismatch(nameof(input), "input", pair.inputColumnName)).ToArray();
        foreach (var type in columns.Select(column => column.Type))
        {
            _host.CheckParam(
                type.GetValueCount() > 0 && type.GetItemType() is var item && (item.Equals(NumberDataViewType.Single) || item.Equals(NumberDataViewType.Double)), "srcType",
                $"Wrong column type for input column. Expected: Single, Double, Vector of Single or Vector of Double. Got: {type}.");
        }

        var statistics = Learn(input, columns);
        var affine = columns.Select((column, i) => Affine(column.Type, statistics[i])).ToArray();
        return new NormalizingTransformer(_host, _columns, affine);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        var columns = inputSchema.ToDictionary(column => column.Name);
        foreach (var (output, input) in _columns)
        {
            if (!inputSchema.TryFindColumn(input, out var column))
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", input);
            if (column.Kind == SchemaShape.Column.VectorKind.VariableVector)
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", input, "known-size vector or scalar", column.GetTypeString());
            if (!column.ItemType.Equals(NumberDataViewType.Single) && !column.ItemType.Equals(NumberDataViewType.Double))
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", input, "vector or scalar of Single or Double", column.GetTypeString());

            var annotations = column.Annotations.Where(annotation => annotation.Name == AnnotationUtils.Kinds.SlotNames)
                .Append(new SchemaShape.Column(AnnotationUtils.Kinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false));
            columns[output] = new SchemaShape.Column(output, column.Kind, column.ItemType, column.IsKey, new SchemaShape(annotations));
        }

        return new SchemaShape(columns.Values);
    }

    private ColumnStatistics[] Learn(IDataView input, DataViewSchema.Column[] columns)
    {
        var statistics = columns.Select(column => new ColumnStatistics(column.Type.GetValueCount())).ToArray();
        using var cursor = input.GetRowCursor(columns.DistinctBy(column => column.Index));
        var readers = columns.Select((column, i) => Utils.MarshalInvoke<Action>(MakeReader<float>, column.Type.GetItemType().RawType, cursor, column, statistics[i])).ToArray();
        for (long row = 0; row < _maximumExampleCount && cursor.MoveNext(); row++)
        {
            foreach (var read in readers)
                read();
        }

        return statistics;
    }

    private AffineColumn Affine(DataViewType type, ColumnStatistics statistics)
    {
        var slots = Enumerable.Range(0, type.GetValueCount()).Select(slot => statistics.Affine(slot, _kind, _fixZero)).ToArray();
        return AffineColumn.Create(type, slots.Select(slot => slot.Scale).ToArray(), slots.Select(slot => slot.Offset).ToArray());
    }

    private static Action MakeReader<T>(DataViewRow row, DataViewSchema.Column column, ColumnStatistics statistics)
        where T : struct, IConvertible
    {
        if (column.Type is not VectorDataViewType)
        {
            var getScalar = row.GetGetter<T>(column);
            T value = default;
            return () =>
            {
                getScalar(ref value);
                statistics.Add(0, value.ToDouble(null));
            };
        }

        var getVector = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> values = default;
        return () =>
        {
            getVector(ref values);
            foreach (var (slot, value) in values.Items(all: true))
                statistics.Add(slot, value.ToDouble(null));
        };
    }
}
