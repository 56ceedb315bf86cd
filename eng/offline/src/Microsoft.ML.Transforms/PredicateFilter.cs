using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

// The rows for which the predicate is false.
internal sealed class PredicateFilter<TSrc, TState> : IDataView
    where TSrc : class, new()
    where TState : class, new()
{
    private readonly IDataView _source;
    private readonly RowReader<TSrc> _reader;
    private readonly Func<TSrc, TState, bool> _drops;
    private readonly Action<TState> _stateInitAction;
    private readonly bool _canShuffle;

    public PredicateFilter(IHostEnvironment env, IDataView source, Func<TSrc, TState, bool> drops, Action<TState> stateInitAction, bool canShuffle)
    {
        Contracts.CheckValue(source, nameof(source));
        Contracts.CheckValue(drops, nameof(drops));
        _source = source;
        _reader = new RowReader<TSrc>(env, source.Schema, false);
        _drops = drops;
        _stateInitAction = stateInitAction;
        _canShuffle = canShuffle;
    }

    public DataViewSchema Schema => _source.Schema;

    public bool CanShuffle => _canShuffle && _source.CanShuffle;

    // Not known before the predicate has seen every row.
    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var active = columnsNeeded.ToFlags(Schema);
        var inputs = Schema.Where(column => active[column.Index] || _reader.Columns.Any(read => read.Index == column.Index));
        return new Cursor(this, _source.GetRowCursor(inputs, CanShuffle ? rand : null), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : LinkedRootCursorBase
    {
        private readonly PredicateFilter<TSrc, TState> _parent;
        private readonly bool[] _active;
        private readonly Action<TSrc> _fill;
        private readonly TSrc _row = new();
        private readonly TState _state = new();

        public Cursor(PredicateFilter<TSrc, TState> parent, DataViewRowCursor input, bool[] active)
            : base(input)
        {
            _parent = parent;
            _active = active;
            _fill = parent._reader.Bind(input);
            parent._stateInitAction?.Invoke(_state);
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        protected override bool MoveNextCore()
        {
            while (Input.MoveNext())
            {
                _fill(_row);
                if (!_parent._drops(_row, _state))
                    return true;
            }
            return false;
        }
    }
}
