using Microsoft.ML.Internal.Utilities;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// Keeps what it was asked for in memory, a column at a time, from the first row that anybody reads on.
// Columns that are neither primitive nor vectors (images) cannot be kept and are left out.
internal sealed class CacheDataView : IDataView
{
    private const int BlockSize = 64;

    private readonly IDataView _source;
    private readonly DataViewSchema.Column[] _sourceColumns;
    private readonly ColumnStore[] _stores;
    private readonly object _lock = new();
    private int? _rowCount;

    public CacheDataView(IHostEnvironment env, IDataView source, DataViewSchema.Column[] prefetch)
    {
        foreach (var column in prefetch.Where(column => !ColumnStore.CanStore(column.Type)))
            throw env.Except($"Asked to prefetch column '{column.Name}' into cache, but it is of unhandled type '{column.Type}'");
        _source = source;
        Schema = ColumnStore.Storable(source.Schema, out _sourceColumns);
        _stores = new ColumnStore[_sourceColumns.Length];
        _rowCount = (int?)source.GetRowCount();
        if (prefetch.Length > 0)
            Fill(_sourceColumns.Select(column => prefetch.Any(wanted => wanted.Index == column.Index)).ToArray());
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _rowCount;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(this, columnsNeeded.ToFlags(Schema), new Schedule(rand));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        var active = columnsNeeded.ToFlags(Schema);
        var schedule = new Schedule(rand);
        return Enumerable.Range(0, Math.Max(1, n)).Select(_ => (DataViewRowCursor)new Cursor(this, active, schedule)).ToArray();
    }

    // Reads what is not there yet, in one pass; returns the number of rows.
    private int Fill(bool[] active)
    {
        lock (_lock)
        {
            var missing = Enumerable.Range(0, _stores.Length).Where(i => active[i] && _stores[i] is null).ToArray();
            if (missing.Length == 0 && _rowCount is { } known)
                return known;

            using var cursor = _source.GetRowCursor(missing.Select(i => _sourceColumns[i]));
            var stores = missing.Select(i => ColumnStore.Create(cursor, _sourceColumns[i])).ToArray();
            var count = 0;
            for (; cursor.MoveNext(); count++)
            {
                foreach (var store in stores)
                    store.Save(count);
            }

            for (var i = 0; i < missing.Length; i++)
                _stores[missing[i]] = stores[i];
            _rowCount = count;
            return count;
        }
    }

    // Which rows are read next, by whichever of the cursors asks first.
    private sealed class Schedule(Random random)
    {
        private readonly object _lock = new();
        private int[] _order;
        private int _block = -1;

        public int NextBlock() => Interlocked.Increment(ref _block);

        public int RowAt(int index, int rowCount)
        {
            if (random is null)
                return index;
            lock (_lock)
                _order ??= Utils.RandomPermutation(random, rowCount);
            return _order[index];
        }
    }

    private sealed class Cursor(CacheDataView parent, bool[] active, Schedule schedule) : RootCursorBase
    {
        private int? _rowCount;
        private int _block = -1;
        private int _index = -1;
        private int _row = -1;

        public override long Batch => Math.Max(0, _block);

        public override DataViewSchema Schema => parent.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            Contracts.Check(column.Index < active.Length, "The column is not part of the schema");
            return active[column.Index];
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Contracts.Check(IsColumnActive(column), $"The column {column.Name} is not active");
            var rawType = Schema[column.Index].Type.RawType;
            Contracts.Check(rawType == typeof(TValue), $"Invalid TValue in GetGetter: '{typeof(TValue)}', expected type: '{rawType}'.");
            // The column may not have been read yet; it has been when a row is there.
            ValueGetter<TValue> getter = null;
            return (ref TValue value) =>
            {
                Contracts.Check(_row >= 0, RowCursorUtils.FetchValueStateError);
                getter ??= (ValueGetter<TValue>)parent._stores[column.Index].MakeGetter(() => _row);
                getter(ref value);
            };
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
        {
            Contracts.Check(_row >= 0, RowCursorUtils.FetchValueStateError);
            id = new DataViewRowId((ulong)_row, 0);
        };

        protected override bool MoveNextCore()
        {
            _rowCount ??= parent.Fill(active);
            _index++;
            if (_block < 0 || _index % BlockSize == 0)
            {
                _block = schedule.NextBlock();
                _index = _block * BlockSize;
            }

            if (_index >= _rowCount)
                return false;
            _row = schedule.RowAt(_index, _rowCount.Value);
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            _row = -1;
            base.Dispose(disposing);
        }
    }
}
