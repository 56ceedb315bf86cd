namespace Microsoft.ML.Data;

// Shuffles through a pool: each row shown is drawn from the pool at random, and the next of the source takes its place.
// Every cursor that brings no random source of its own sees the same order.
internal sealed class ShuffledDataView : IDataView
{
    private readonly IDataView _source;
    private readonly DataViewSchema.Column[] _sourceColumns;
    private readonly int _seed;
    private readonly int _poolSize;
    private readonly bool _shuffleSource;

    public ShuffledDataView(IDataView source, int seed, int poolSize, bool shuffleSource)
    {
        _source = source;
        _seed = seed;
        _poolSize = poolSize;
        _shuffleSource = shuffleSource;
        Schema = ColumnStore.Storable(source.Schema, out _sourceColumns);
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var needed = columnsNeeded.ToFlags(Schema);
        var random = rand ?? RandomUtils.Create(_seed);
        var sourceRandom = _shuffleSource && rand is not null ? RandomUtils.Create(random) : null;
        var input = _source.GetRowCursor(_sourceColumns.Where((_, i) => needed[i]), sourceRandom);
        return new Cursor(input, this, random);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(DataViewRowCursor input, ShuffledDataView parent, Random random)
        : StoredRowCursorBase(input, parent.Schema, parent._sourceColumns)
    {
        private readonly List<int> _pool = [];
        private bool _filled;

        public override long Batch => 0;

        protected override bool MoveNextCore()
        {
            if (!_filled)
            {
                while (_pool.Count < parent._poolSize && TryStore(_pool.Count))
                    _pool.Add(_pool.Count);
                _filled = true;
            }
            else if (TryStore(Slot))
            {
                _pool.Add(Slot);
            }

            if (_pool.Count == 0)
                return false;
            var drawn = random.Next(_pool.Count);
            Slot = _pool[drawn];
            _pool[drawn] = _pool[^1];
            _pool.RemoveAt(_pool.Count - 1);
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                Input.Dispose();
            base.Dispose(disposing);
        }
    }
}
