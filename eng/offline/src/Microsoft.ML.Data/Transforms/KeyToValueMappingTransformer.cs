using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Internal.Utilities;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(KeyToValueMappingTransformer.LoaderName, typeof(KeyToValueMappingTransformer))]

namespace Microsoft.ML.Transforms;

public sealed class KeyToValueMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderName = "KeyToValueTransform";

    internal KeyToValueMappingTransformer(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(KeyToValueMappingTransformer)), columns)
    {
    }

    private KeyToValueMappingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(KeyToValueMappingTransformer)), ctx)
    {
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetLoader(LoaderName, typeof(KeyToValueMappingTransformer));
        SaveColumns(ctx);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema inputSchema) => new Mapper(this, inputSchema);

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int pair, DataViewSchema.Column column)
    {
        var values = column.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type;
        Contracts.Check(values is not null, "Metadata KeyValues does not exist");
        Contracts.Check((ulong)values.GetVectorSize() == column.Type.GetItemType().GetKeyCount(),
            "KeyValues metadata size does not match column type key count");
    }

    private sealed class Mapper(KeyToValueMappingTransformer parent, DataViewSchema inputSchema) : OneToOneMapperBase(parent.Host, parent, inputSchema)
    {
        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() => InputColumns.Select((source, i) =>
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            annotations.Add(source.Annotations, kind => kind == AnnotationUtils.Kinds.SlotNames);
            DataViewType type = source.Type is VectorDataViewType vector ? new VectorDataViewType(ValueType(source), vector.Dimensions) : ValueType(source);
            return new DataViewSchema.DetachedColumn(parent.ColumnPairs[i].outputColumnName, type, annotations.ToAnnotations());
        }).ToArray();

        protected override Delegate MakeGetter(DataViewRow input, int output, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            var source = InputColumns[output];
            Type[] types = [source.Type.GetItemType().RawType, ValueType(source).RawType];
            return (Delegate)(source.Type is VectorDataViewType
                ? Utils.MarshalInvoke(MakeVectorGetter<uint, int>, types, input, source)
                : Utils.MarshalInvoke(MakeScalarGetter<uint, int>, types, input, source));
        }

        private static PrimitiveDataViewType ValueType(DataViewSchema.Column source) =>
            ((VectorDataViewType)source.Annotations.Schema[AnnotationUtils.Kinds.KeyValues].Type).ItemType;

        private static Delegate MakeScalarGetter<TKey, TValue>(DataViewRow input, DataViewSchema.Column source)
        {
            var map = MakeMap<TKey, TValue>(source);
            var getter = input.GetGetter<TKey>(source);
            TKey key = default;
            return (ValueGetter<TValue>)((ref TValue value) =>
            {
                getter(ref key);
                value = map(key);
            });
        }

        private static Delegate MakeVectorGetter<TKey, TValue>(DataViewRow input, DataViewSchema.Column source)
        {
            var map = MakeMap<TKey, TValue>(source);
            var getter = input.GetGetter<VBuffer<TKey>>(source);
            VBuffer<TKey> keys = default;
            return (ValueGetter<VBuffer<TValue>>)((ref VBuffer<TValue> values) =>
            {
                getter(ref keys);
                var editor = VBufferEditor.Create(ref values, keys.Length);
                foreach (var (slot, key) in keys.Items(all: true))
                    editor.Values[slot] = map(key);
                values = editor.Commit();
            });
        }

        private static Func<TKey, TValue> MakeMap<TKey, TValue>(DataViewSchema.Column source)
        {
            VBuffer<TValue> buffer = default;
            source.GetKeyValues(ref buffer);
            var values = buffer.DenseValues().ToArray();
            return key => Convert.ToUInt64(key) is var number and > 0 && number <= (ulong)values.Length ? values[number - 1] : Missing<TValue>();
        }

        private static T Missing<T>() =>
            typeof(T) == typeof(float) ? (T)(object)float.NaN :
            typeof(T) == typeof(double) ? (T)(object)double.NaN : default;
    }
}
