using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// A cursor with exactly the rows of another.
internal abstract class SynchronizedCursorBase : DataViewRowCursor
{
    private readonly DataViewRowCursor _root;

    protected SynchronizedCursorBase(DataViewRowCursor input)
    {
        Input = input;
        // Spares long chains of mappers the calls through each of them.
        _root = (input as SynchronizedCursorBase)?._root ?? input;
    }

    protected DataViewRowCursor Input { get; }

    public sealed override long Position => _root.Position;

    public sealed override long Batch => _root.Batch;

    public sealed override bool MoveNext() => _root.MoveNext();

    public sealed override ValueGetter<DataViewRowId> GetIdGetter() => Input.GetIdGetter();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Input.Dispose();
        base.Dispose(disposing);
    }
}
