using Microsoft.ML.Data;
using Microsoft.ML.Internal.Utilities;

namespace Microsoft.ML.Transforms;

// The values that have a key, in the order of their keys; the first has key 1.
internal abstract class TermMap(PrimitiveDataViewType itemType)
{
    public PrimitiveDataViewType ItemType { get; } = itemType;

    public abstract int Count { get; }

    public KeyDataViewType KeyType => new(typeof(uint), Math.Max(1, Count));

    public static TermMap Create(PrimitiveDataViewType itemType) =>
        (TermMap)Activator.CreateInstance(typeof(TermMap<>).MakeGenericType(itemType.RawType), itemType);

    // Adds the row's current values of the column until there are so many terms.
    public abstract Action MakeLearner(DataViewRow row, DataViewSchema.Column column, int maximumCount);

    public abstract void Sort();

    public abstract Delegate MakeMapper(DataViewRow row, DataViewSchema.Column column);

    public abstract void AddKeyValues(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column source, bool asText);

    public abstract void Save(BinaryWriter writer);

    public abstract void Load(BinaryReader reader);
}

internal sealed class TermMap<T>(PrimitiveDataViewType itemType) : TermMap(itemType)
{
    private readonly List<T> _terms = [];
    private readonly Dictionary<T, uint> _keys = new(TextComparer.For<T>());

    public override int Count => _terms.Count;

    public override Action MakeLearner(DataViewRow row, DataViewSchema.Column column, int maximumCount)
    {
        if (column.Type is VectorDataViewType)
        {
            var getVector = row.GetGetter<VBuffer<T>>(column);
            VBuffer<T> vector = default;
            return () =>
            {
                getVector(ref vector);
                foreach (var value in vector.DenseValues())
                    Learn(value, maximumCount);
            };
        }

        var getter = row.GetGetter<T>(column);
        return () =>
        {
            T value = default;
            getter(ref value);
            Learn(value, maximumCount);
        };
    }

    public override void Sort()
    {
        if (typeof(T) == typeof(ReadOnlyMemory<char>))
            ((List<ReadOnlyMemory<char>>)(object)_terms).Sort((a, b) => a.Span.CompareTo(b.Span, StringComparison.Ordinal));
        else
            _terms.Sort();
        for (var i = 0; i < _terms.Count; i++)
            _keys[_terms[i]] = (uint)i + 1;
    }

    public override Delegate MakeMapper(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType)
        {
            var getVector = row.GetGetter<VBuffer<T>>(column);
            VBuffer<T> vector = default;
            return (ValueGetter<VBuffer<uint>>)((ref VBuffer<uint> keys) =>
            {
                getVector(ref vector);
                // Zeros that a sparse vector leaves out may have a key like any other value.
                var all = vector.IsDense || KeyOf(default) != 0;
                var editor = VBufferEditor.Create(ref keys, vector.Length, all ? vector.Length : vector.GetValues().Length);
                var count = 0;
                foreach (var (slot, value) in vector.Items(all))
                {
                    if (!all)
                        editor.Indices[count] = slot;
                    editor.Values[count++] = KeyOf(value);
                }

                keys = editor.Commit();
            });
        }

        var getter = row.GetGetter<T>(column);
        return (ValueGetter<uint>)((ref uint key) =>
        {
            T value = default;
            getter(ref value);
            key = KeyOf(value);
        });
    }

    public override void AddKeyValues(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column source, bool asText)
    {
        if (Count == 0)
            return;
        if (ItemType is KeyDataViewType key
            && source.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type is VectorDataViewType values
            && (ulong)values.Size == key.Count)
        {
            // Keys of keys stand for what the first keys stood for.
            Utils.MarshalInvoke(AddValuesOfKeys<int>, [typeof(T), values.ItemType.RawType], builder, source, values.ItemType);
        }
        else if (asText && ItemType is not TextDataViewType)
        {
            builder.AddKeyValues(Count, TextDataViewType.Instance, (ref VBuffer<ReadOnlyMemory<char>> destination) =>
                VBuffer<ReadOnlyMemory<char>>.Copy(_terms.Select(term => FormattableString.Invariant($"{term}").AsMemory()).ToArray(), 0, ref destination, Count));
        }
        else
        {
            builder.AddKeyValues(Count, ItemType, (ref VBuffer<T> destination) => VBuffer<T>.Copy([.. _terms], 0, ref destination, Count));
        }
    }

    public override void Save(BinaryWriter writer)
    {
        writer.Write(Count);
        foreach (var term in _terms)
            ValueCodec.Write(writer, term);
    }

    public override void Load(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        for (var i = 0; i < count; i++)
            Add(ValueCodec.Read<T>(reader));
    }

    private object AddValuesOfKeys<TValue>(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column source, PrimitiveDataViewType type)
    {
        builder.AddKeyValues(Count, type, (ref VBuffer<TValue> destination) =>
        {
            VBuffer<TValue> values = default;
            source.GetKeyValues(ref values);
            VBuffer<TValue>.Copy(_terms.Select(term => values.GetItemOrDefault((int)Convert.ToUInt64(term) - 1)).ToArray(), 0, ref destination, Count);
        });
        return null;
    }

    private uint KeyOf(T value) => _keys.GetValueOrDefault(value);

    private void Learn(T value, int maximumCount)
    {
        if (Count < maximumCount && !IsMissing(value) && !_keys.ContainsKey(value))
            Add(value);
    }

    private void Add(T value)
    {
        // Text may lie in a buffer that the next row reuses.
        if (value is ReadOnlyMemory<char> text)
            value = (T)(object)text.ToString().AsMemory();
        _terms.Add(value);
        _keys.Add(value, (uint)_terms.Count);
    }

    private bool IsMissing(T value) => value switch
    {
        ReadOnlyMemory<char> text => text.IsEmpty,
        float number => float.IsNaN(number),
        double number => double.IsNaN(number),
        _ => ItemType is KeyDataViewType && EqualityComparer<T>.Default.Equals(value, default),
    };
}
