using System.Runtime.CompilerServices;

namespace Microsoft.ML.Data;

// One of several cursors that share out the rows of one, a batch at a time, to be read by a thread each.
internal sealed class SplitCursor : StoredRowCursorBase
{
    private const int BatchSize = 16;

    private readonly Shared _shared;
    private int _count;
    private long _batch;

    private SplitCursor(DataViewRowCursor input, Shared shared)
        : base(input, input.Schema, [.. input.Schema])
    {
        _shared = shared;
    }

    public override long Batch => _batch;

    // Where an active column cannot be kept (an image), there is no sharing: the one cursor comes back.
    public static DataViewRowCursor[] Split(DataViewRowCursor input, int n)
    {
        if (input.Schema.Any(column => input.IsColumnActive(column) && !ColumnStore.CanStore(column.Type)))
            return [input];
        var shared = new Shared(n);
        return Enumerable.Range(0, n).Select(_ => (DataViewRowCursor)new SplitCursor(input, shared)).ToArray();
    }

    protected override bool MoveNextCore()
    {
        if (Slot + 1 < _count)
        {
            Slot++;
            return true;
        }

        lock (_shared)
        {
            _count = 0;
            while (_count < BatchSize && !_shared.Ended)
            {
                if (TryStore(_count))
                    _count++;
                else
                    _shared.Ended = true;
            }

            _batch = _shared.NextBatch++;
        }

        Slot = 0;
        return _count > 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _shared.Leave(this))
            Input.Dispose();
        base.Dispose(disposing);
    }

    private sealed class Shared(int cursors)
    {
        private readonly HashSet<SplitCursor> _left = [];

        public bool Ended { get; set; }

        public long NextBatch { get; set; }

        // True for the last one.
        [MethodImpl(MethodImplOptions.Synchronized)]
        public bool Leave(SplitCursor cursor) => _left.Add(cursor) && _left.Count == cursors;
    }
}
