namespace Microsoft.ML.Data;

// A row with other columns than the row it stands on.
internal abstract class WrappingRow(DataViewRow input) : DataViewRow
{
    protected DataViewRow Input { get; } = input;

    public sealed override long Position => Input.Position;

    public sealed override long Batch => Input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => Input.GetIdGetter();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Input.Dispose();
        base.Dispose(disposing);
    }
}
