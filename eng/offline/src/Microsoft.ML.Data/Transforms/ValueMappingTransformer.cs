using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(ValueMappingTransformer.LoaderName, typeof(ValueMappingTransformer))]

namespace Microsoft.ML.Transforms;

public class ValueMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderName = "ValueMappingTransformer";

    internal ValueMappingTransformer(IHostEnvironment env, ValueMap map, (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(ValueMappingTransformer)), columns)
    {
        Map = map;
    }

    private ValueMappingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(ValueMappingTransformer)), ctx)
    {
        Map = ValueMap.Load(ctx.Reader);
    }

    internal ValueMap Map { get; }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetLoader(LoaderName, typeof(ValueMappingTransformer));
        SaveColumns(ctx);
        Map.Save(ctx.Writer);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema inputSchema) => new Mapper(this, inputSchema);

    private sealed class Mapper(ValueMappingTransformer parent, DataViewSchema inputSchema) : OneToOneMapperBase(parent.Host, parent, inputSchema)
    {
        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() => InputColumns.Select((source, i) =>
        {
            var type = parent.Map.ValueType;
            if (source.Type is VectorDataViewType)
            {
                if (type is VectorDataViewType)
                    throw ValueMap.BothAreVectors(source.Name);
                // Keys become plain numbers, and the size is forgotten.
                type = new VectorDataViewType(ColumnTypeExtensions.PrimitiveTypeFromType(type.RawType));
            }

            return new DataViewSchema.DetachedColumn(parent.ColumnPairs[i].outputColumnName, type, parent.Map.ValueAnnotations);
        }).ToArray();

        protected override Delegate MakeGetter(DataViewRow input, int output, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            return parent.Map.MakeGetter(input, InputColumns[output]);
        }
    }
}
