namespace Microsoft.ML.Data;

// A cursor that counts its own rows and draws them from another: a filter, say.
internal abstract class LinkedRootCursorBase(DataViewRowCursor input) : RootCursorBase
{
    protected DataViewRowCursor Input { get; } = input;

    public override long Batch => Input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => Input.GetIdGetter();

    public override DataViewSchema Schema => Input.Schema;

    public override bool IsColumnActive(DataViewSchema.Column column) => Input.IsColumnActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => Input.GetGetter<TValue>(column);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Input.Dispose();
        base.Dispose(disposing);
    }
}
