using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(ValueToKeyMappingTransformer.LoaderName, typeof(ValueToKeyMappingTransformer))]

namespace Microsoft.ML.Transforms;

public sealed class ValueToKeyMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderName = "TermTransform";

    private readonly (TermMap Map, bool AsText)[] _maps;

    private ValueToKeyMappingTransformer(IHost host, (string, string)[] columns, (TermMap, bool)[] maps)
        : base(host, columns)
    {
        _maps = maps;
    }

    private ValueToKeyMappingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(ValueToKeyMappingTransformer)), ctx)
    {
        _maps = new (TermMap, bool)[ColumnPairs.Length];
        for (var i = 0; i < _maps.Length; i++)
        {
            _maps[i] = (TermMap.Create((PrimitiveDataViewType)ValueCodec.ReadType(ctx.Reader)), ctx.Reader.ReadBoolean());
            _maps[i].Map.Load(ctx.Reader);
        }
    }

    internal static ValueToKeyMappingTransformer Train(
        IHostEnvironment env, IDataView input, ValueToKeyMappingEstimator.ColumnOptions[] columns, IDataView keyData)
    {
        var host = env.Register(nameof(ValueToKeyMappingTransformer));
        using var channel = host.Start("Training");
        var sources = columns.Select(column => FindSource(host, input.Schema, column.InputColumnName)).ToArray();
        var maps = sources.Select(source => TermMap.Create((PrimitiveDataViewType)source.Type.GetItemType())).ToArray();
        if (keyData is null)
        {
            Learn(input, cursor => maps.Select((map, i) => map.MakeLearner(cursor, sources[i], columns[i].MaximumNumberOfKeys)), sources);
        }
        else
        {
            var keys = keyData.Schema[0];
            foreach (var map in maps.Where(map => !keys.Type.Equals(map.ItemType)))
                throw host.ExceptParam(nameof(keyData), $"Input data's column must be of type '{map.ItemType}' but was '{keys.Type}'");
            Learn(keyData, cursor => maps.Select(map => map.MakeLearner(cursor, keys, int.MaxValue)), keys);
        }

        for (var i = 0; i < maps.Length; i++)
        {
            if (columns[i].Ordinality == ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
                maps[i].Sort();
            if (maps[i].Count == 0)
                channel.Warning($"Term map for output column '{columns[i].OutputColumnName}' contains no entries.");
        }

        return new ValueToKeyMappingTransformer(
            host,
            columns.Select(column => (column.OutputColumnName, column.InputColumnName)).ToArray(),
            maps.Select((map, i) => (map, columns[i].KeyValuesAsText)).ToArray());
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetLoader(LoaderName, typeof(ValueToKeyMappingTransformer));
        SaveColumns(ctx);
        foreach (var (map, asText) in _maps)
        {
            ValueCodec.WriteType(ctx.Writer, map.ItemType);
            ctx.Writer.Write(asText);
            map.Save(ctx.Writer);
        }
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema inputSchema) => new Mapper(this, inputSchema);

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int pair, DataViewSchema.Column column)
    {
        var expected = _maps[pair].Map.ItemType;
        if (!expected.Equals(column.Type.GetItemType()))
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", column.Name, expected.ToString(), column.Type.ToString());
    }

    private static DataViewSchema.Column FindSource(IHost host, DataViewSchema inputSchema, string name)
    {
        var column = inputSchema.GetColumnOrNull(name) ?? throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", name);
        var itemType = column.Type.GetItemType();
        if (itemType is not KeyDataViewType && !itemType.IsStandardScalar())
            throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", name, "standard type or a vector of standard type", column.Type.ToString());
        return column;
    }

    private static void Learn(IDataView data, Func<DataViewRow, IEnumerable<Action>> makeLearners, params DataViewSchema.Column[] columns)
    {
        using var cursor = data.GetRowCursor(columns);
        var learners = makeLearners(cursor).ToArray();
        while (cursor.MoveNext())
        {
            foreach (var learn in learners)
                learn();
        }
    }

    private sealed class Mapper(ValueToKeyMappingTransformer parent, DataViewSchema inputSchema) : OneToOneMapperBase(parent.Host, parent, inputSchema)
    {
        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() => InputColumns.Select((source, i) =>
        {
            var (map, asText) = parent._maps[i];
            var annotations = new DataViewSchema.Annotations.Builder();
            map.AddKeyValues(annotations, source, asText);
            annotations.Add(source.Annotations, kind => kind == AnnotationUtils.Kinds.SlotNames);
            DataViewType type = source.Type is VectorDataViewType vector ? new VectorDataViewType(map.KeyType, vector.Dimensions) : map.KeyType;
            return new DataViewSchema.DetachedColumn(parent.ColumnPairs[i].outputColumnName, type, annotations.ToAnnotations());
        }).ToArray();

        protected override Delegate MakeGetter(DataViewRow input, int output, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            return parent._maps[output].Map.MakeMapper(input, InputColumns[output]);
        }
    }
}
