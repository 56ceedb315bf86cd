using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// A cursor that keeps some rows of another one at hand, under numbers, and shows them in an order of its own.
internal abstract class StoredRowCursorBase : RootCursorBase
{
    private readonly ColumnStore[] _stores;
    private readonly ColumnStore<DataViewRowId> _ids;

    protected StoredRowCursorBase(DataViewRowCursor input, DataViewSchema schema, DataViewSchema.Column[] sources)
    {
        Input = input;
        Schema = schema;
        _stores = sources.Select(column => input.IsColumnActive(column) ? ColumnStore.Create(input, column) : null).ToArray();
        _ids = new ColumnStore<DataViewRowId>(input.GetIdGetter());
    }

    public override DataViewSchema Schema { get; }

    protected DataViewRowCursor Input { get; }

    // The number of the row shown; negative before the first and after the last.
    protected int Slot { get; set; } = -1;

    public override bool IsColumnActive(DataViewSchema.Column column)
    {
        Contracts.Check(column.Index < _stores.Length, "The column is not part of the schema");
        return _stores[column.Index] is not null;
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Contracts.Check(IsColumnActive(column), $"The column {column.Name} is not active");
        return RowCursorUtils.Cast<TValue>(_stores[column.Index].MakeGetter(CurrentSlot));
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ValueGetter<DataViewRowId>)_ids.MakeGetter(CurrentSlot);

    // Moves the input on and keeps its row; false where there is none.
    protected bool TryStore(int slot)
    {
        if (!Input.MoveNext())
            return false;
        foreach (var store in _stores)
            store?.Save(slot);
        _ids.Save(slot);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        Slot = -1;
        base.Dispose(disposing);
    }

    private int CurrentSlot()
    {
        Contracts.Check(Slot >= 0, RowCursorUtils.FetchValueStateError);
        return Slot;
    }
}
