using Microsoft.ML.Data;
using Microsoft.ML.Internal.Utilities;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

// Which value stands for which key, in the order in which they were given.
internal abstract class ValueMap(DataViewType keyType, DataViewType valueType, DataViewSchema.Annotations valueAnnotations)
{
    public DataViewType KeyType { get; } = keyType;

    public DataViewType ValueType { get; } = valueType;

    public DataViewSchema.Annotations ValueAnnotations { get; } = valueAnnotations;

    public static Exception BothAreVectors(string input) => new NotSupportedException(
        $"Column '{input}' cannot be mapped to values when the column and the map values are both vector type.");

    public static ValueMap Of<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> pairs)
    {
        var map = Create(PrimitiveTypeOf<TKey>(), PrimitiveTypeOf<TValue>(), DataViewSchema.Annotations.Empty);
        foreach (var (key, value) in pairs)
            map.Add(Raw(key), Raw(value));
        return map;
    }

    // Arrays become vectors, of a size where all have the same.
    public static ValueMap Of<TKey, TItem>(IEnumerable<KeyValuePair<TKey, TItem[]>> pairs)
    {
        var all = pairs.ToArray();
        var sizes = all.Select(pair => pair.Value?.Length ?? 0).Distinct().ToArray();
        var type = new VectorDataViewType(PrimitiveTypeOf<TItem>(), sizes.Length == 1 ? sizes[0] : 0);
        var map = Create(PrimitiveTypeOf<TKey>(), type, DataViewSchema.Annotations.Empty);
        foreach (var (key, items) in all)
            map.Add(Raw(key), typeof(TItem) == typeof(string) ? Vector(items.Select(item => (ReadOnlyMemory<char>)Raw(item))) : Vector(items ?? []));
        return map;
    }

    // Unsigned numbers are keys already; other values are numbered from 1.
    public static ValueMap OfKeys<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> pairs)
    {
        var all = pairs.ToArray();
        var values = all.Select(pair => pair.Value).Distinct().ToArray();
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddKeyValues(values.Length, TextDataViewType.Instance, (ref VBuffer<ReadOnlyMemory<char>> destination) =>
            VBuffer<ReadOnlyMemory<char>>.Copy(values.Select(value => value.ToString().AsMemory()).ToArray(), 0, ref destination, values.Length));
        var isKey = PrimitiveTypeOf<TValue>().RawType is var raw && (raw == typeof(uint) || raw == typeof(ulong));
        var type = new KeyDataViewType(isKey ? typeof(TValue) : typeof(uint), values.Length);
        var map = Create(PrimitiveTypeOf<TKey>(), type, annotations.ToAnnotations());
        foreach (var (key, value) in all)
            map.Add(Raw(key), isKey ? value : (uint)Array.IndexOf(values, value) + 1);
        return map;
    }

    public static ValueMap Of(IDataView lookupMap, DataViewSchema.Column keyColumn, DataViewSchema.Column valueColumn)
    {
        Check(lookupMap, keyColumn, nameof(keyColumn));
        Check(lookupMap, valueColumn, nameof(valueColumn));
        var map = Create(keyColumn.Type, valueColumn.Type, valueColumn.Annotations);
        using var cursor = lookupMap.GetRowCursor([keyColumn, valueColumn]);
        map.AddAll(cursor, keyColumn, valueColumn);
        return map;
    }

    public static ValueMap Load(BinaryReader reader)
    {
        var map = Create(ValueCodec.ReadType(reader), ValueCodec.ReadType(reader), ValueCodec.ReadAnnotations(reader));
        map.LoadPairs(reader);
        return map;
    }

    public void Save(BinaryWriter writer)
    {
        ValueCodec.WriteType(writer, KeyType);
        ValueCodec.WriteType(writer, ValueType);
        ValueCodec.WriteAnnotations(writer, ValueAnnotations);
        SavePairs(writer);
    }

    public abstract Delegate MakeGetter(DataViewRow row, DataViewSchema.Column column);

    protected abstract void Add(object key, object value);

    protected abstract void AddAll(DataViewRowCursor cursor, DataViewSchema.Column keyColumn, DataViewSchema.Column valueColumn);

    protected abstract void SavePairs(BinaryWriter writer);

    protected abstract void LoadPairs(BinaryReader reader);

    private static ValueMap Create(DataViewType keyType, DataViewType valueType, DataViewSchema.Annotations annotations) =>
        (ValueMap)Activator.CreateInstance(typeof(ValueMap<,>).MakeGenericType(keyType.RawType, valueType.RawType), keyType, valueType, annotations);

    private static PrimitiveDataViewType PrimitiveTypeOf<T>() => ColumnTypeExtensions.PrimitiveTypeOrNull(typeof(T))
        ?? throw Contracts.Except($"Unsupported type {typeof(T)} used in mapping.");

    private static object Raw<T>(T value) => typeof(T) == typeof(string) ? value.ToString().AsMemory() : value;

    private static object Vector<T>(IEnumerable<T> items)
    {
        var all = items.ToArray();
        return new VBuffer<T>(all.Length, all);
    }

    private static void Check(IDataView lookupMap, DataViewSchema.Column column, string parameter)
    {
        var found = lookupMap.Schema.GetColumnOrNull(column.Name);
        Contracts.Check(found is not null, $"The selected column {parameter} is not included in the targeted IDataView dataView");
        var (index, type, annotations) = (found.Value.Index, found.Value.Type, found.Value.Annotations);
        Contracts.Check(index == column.Index, $"{parameter}'s column index doesn't match that of the associated column in dataView");
        Contracts.Check(type == column.Type, $"{parameter}'s column type doesn't match that of the associated column in dataView");
        Contracts.Check(annotations == column.Annotations, $"{parameter}'s column annotations don't match those of the associated column in dataView");
    }
}
