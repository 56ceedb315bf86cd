using Microsoft.ML.Internal.Utilities;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// Values of one column of a row, kept by number: what caching, shuffling and sharing out rows have in common.
internal abstract class ColumnStore
{
    public static bool CanStore(DataViewType type) => type.GetItemType() is PrimitiveDataViewType;

    public static ColumnStore Create(DataViewRow row, DataViewSchema.Column column) =>
        (ColumnStore)Activator.CreateInstance(typeof(ColumnStore<>).MakeGenericType(column.Type.RawType), row.GetGetterAsDelegate(column));

    // Keeps the row's current value under this number, instead of what was there.
    public abstract void Save(int slot);

    // A ValueGetter of what is kept under the number that is current then.
    public abstract Delegate MakeGetter(Func<int> slot);

    // The schema without the columns that cannot be kept, and where its columns come from.
    public static DataViewSchema Storable(DataViewSchema schema, out DataViewSchema.Column[] sources)
    {
        sources = schema.Where(column => CanStore(column.Type)).ToArray();
        if (sources.Length == schema.Count)
            return schema;
        Contracts.Check(sources.Length > 0, "Choose columns by index has no output column.");
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(sources);
        return builder.ToSchema();
    }
}

internal sealed class ColumnStore<T>(ValueGetter<T> getter) : ColumnStore
{
    private T[] _values = new T[16];

    public override void Save(int slot)
    {
        if (slot >= _values.Length)
            Array.Resize(ref _values, 2 * slot);
        getter(ref _values[slot]);
    }

    public override Delegate MakeGetter(Func<int> slot) =>
        typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(VBuffer<>)
            ? Utils.MarshalInvoke<Delegate>(MakeVectorGetter<int>, typeof(T).GetGenericArguments()[0], this, slot)
            : (ValueGetter<T>)((ref T destination) => destination = _values[slot()]);

    // Readers get a copy: they may change what they are given.
    private static Delegate MakeVectorGetter<TItem>(ColumnStore<VBuffer<TItem>> store, Func<int> slot) =>
        (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> destination) => store._values[slot()].CopyTo(ref destination));
}
