using Microsoft.ML.Data;
using Microsoft.ML.Internal.Utilities;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

internal sealed class ValueMap<TKey, TValue>(DataViewType keyType, DataViewType valueType, DataViewSchema.Annotations valueAnnotations)
    : ValueMap(keyType, valueType, valueAnnotations)
{
    private readonly Dictionary<TKey, TValue> _values = new(TextComparer.For<TKey>());

    public override Delegate MakeGetter(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType)
        {
            var getter = row.GetGetter<TKey>(column);
            TKey key = default;
            return (ValueGetter<TValue>)((ref TValue value) =>
            {
                getter(ref key);
                value = ValueOf(key);
            });
        }

        var getVector = row.GetGetter<VBuffer<TKey>>(column);
        VBuffer<TKey> keys = default;
        return (ValueGetter<VBuffer<TValue>>)((ref VBuffer<TValue> values) =>
        {
            getVector(ref keys);
            var editor = VBufferEditor.Create(ref values, keys.Length);
            // As in ML.NET there is no place for indices: a sparse vector throws here.
            keys.GetIndices().CopyTo(editor.Indices);
            foreach (var (slot, key) in keys.Items())
                editor.Values[slot] = ValueOf(key);
            values = editor.Commit();
        });
    }

    protected override void Add(object key, object value) => Add((TKey)key, (TValue)value);

    protected override void AddAll(DataViewRowCursor cursor, DataViewSchema.Column keyColumn, DataViewSchema.Column valueColumn)
    {
        var getKey = cursor.GetGetter<TKey>(keyColumn);
        var getValue = cursor.GetGetter<TValue>(valueColumn);
        while (cursor.MoveNext())
        {
            TKey key = default;
            TValue value = default;
            getKey(ref key);
            getValue(ref value);
            Add(key, value);
        }
    }

    protected override void SavePairs(BinaryWriter writer)
    {
        writer.Write(_values.Count);
        foreach (var (key, value) in _values)
        {
            ValueCodec.Write(writer, key);
            if (ValueType is VectorDataViewType vector)
                Utils.MarshalInvoke(WriteVector<int>, vector.ItemType.RawType, writer, value);
            else
                ValueCodec.Write(writer, value);
        }
    }

    protected override void LoadPairs(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        for (var i = 0; i < count; i++)
        {
            var key = ValueCodec.Read<TKey>(reader);
            _values.Add(key, ValueType is VectorDataViewType vector
                ? Utils.MarshalInvoke<TValue>(ReadVector<int>, vector.ItemType.RawType, reader)
                : ValueCodec.Read<TValue>(reader));
        }
    }

    private static object WriteVector<T>(BinaryWriter writer, VBuffer<T> vector)
    {
        ValueCodec.WriteVector(writer, vector);
        return null;
    }

    private static object ReadVector<T>(BinaryReader reader) => ValueCodec.ReadVector<T>(reader);

    // Text may lie in a buffer that the next row reuses.
    private static T Copy<T>(T value) => value is ReadOnlyMemory<char> text ? (T)(object)text.ToString().AsMemory() : value;

    private void Add(TKey key, TValue value)
    {
        if (!_values.TryAdd(Copy(key), Copy(value)))
            throw Contracts.Except($"Duplicate keys in data '{key}'");
    }

    private TValue ValueOf(TKey key) => _values.TryGetValue(key, out var value) ? value : default;
}
