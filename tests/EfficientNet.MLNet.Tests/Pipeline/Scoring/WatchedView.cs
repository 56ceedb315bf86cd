using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Tests.Pipeline.Scoring;

/// <summary>Data that knows how far it was read and how many of its cursors are open, and that can fail where it is told to.</summary>
internal sealed class WatchedView(IDataView data) : IDataView
{
    /// <summary>The row at which reading a column throws; its number is the message.</summary>
    public (string Column, long Row)? FailsAt { get; init; }

    public int OpenCursors { get; private set; }

    public int RowsRead { get; private set; }

    public bool CanShuffle => data.CanShuffle;

    public DataViewSchema Schema => data.Schema;

    public long? GetRowCount() => data.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(this, data.GetRowCursor(columnsNeeded, rand));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly WatchedView _view;
        private readonly DataViewRowCursor _cursor;
        private bool _isDisposed;

        public Cursor(WatchedView view, DataViewRowCursor cursor)
        {
            _view = view;
            _cursor = cursor;
            view.OpenCursors++;
        }

        public override DataViewSchema Schema => _cursor.Schema;

        public override long Position => _cursor.Position;

        public override long Batch => _cursor.Batch;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ValueGetter<TValue> getter = _cursor.GetGetter<TValue>(column);
            return (ref TValue value) =>
            {
                if (_view.FailsAt == (column.Name, Position))
                {
                    throw new InvalidDataException($"{Position}");
                }

                getter(ref value);
            };
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => _cursor.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => _cursor.IsColumnActive(column);

        public override bool MoveNext()
        {
            bool hasRow = _cursor.MoveNext();
            _view.RowsRead += hasRow ? 1 : 0;
            return hasRow;
        }

        protected override void Dispose(bool disposing)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _view.OpenCursors--;
                _cursor.Dispose();
            }
        }
    }
}
