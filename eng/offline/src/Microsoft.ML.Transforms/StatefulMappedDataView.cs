using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

internal sealed class StatefulMappedDataView<TSrc, TDst, TState> : IDataView
    where TSrc : class, new()
    where TDst : class, new()
    where TState : class, new()
{
    private readonly IDataView _source;
    private readonly RowReader<TSrc> _reader;
    private readonly RowBinding _target;
    private readonly ColumnBindings _bindings;
    private readonly Action<TSrc, TDst, TState> _mapAction;
    private readonly Action<TState> _stateInitAction;

    public StatefulMappedDataView(
        IHostEnvironment env, IDataView source, RowBinding target, Action<TSrc, TDst, TState> mapAction, Action<TState> stateInitAction)
    {
        _source = source;
        _reader = new RowReader<TSrc>(env, source.Schema, false);
        _target = target;
        _bindings = new ColumnBindings(source.Schema, target.Schema.Select(column => new DataViewSchema.DetachedColumn(column)).ToArray());
        _mapAction = mapAction;
        _stateInitAction = stateInitAction;
    }

    public DataViewSchema Schema => _bindings.Schema;

    // The state goes along the rows in their own order.
    public bool CanShuffle => false;

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var active = columnsNeeded.ToFlags(Schema);
        var direct = _bindings.GetActiveInput(column => active[column]);
        var inputs = _source.Schema.Where(column => direct[column.Index] || _reader.Columns.Any(read => read.Index == column.Index));
        return new Cursor(this, _source.GetRowCursor(inputs), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : LinkedRootCursorBase
    {
        private readonly StatefulMappedDataView<TSrc, TDst, TState> _parent;
        private readonly bool[] _active;
        private readonly Action<TSrc> _fill;
        private readonly InputRow<TDst> _row;
        private readonly TSrc _source = new();
        private readonly TDst _target = new();
        private readonly TState _state = new();

        public Cursor(StatefulMappedDataView<TSrc, TDst, TState> parent, DataViewRowCursor input, bool[] active)
            : base(input)
        {
            _parent = parent;
            _active = active;
            _fill = parent._reader.Bind(input);
            _row = new InputRow<TDst>(parent._target);
            parent._stateInitAction?.Invoke(_state);
        }

        public override DataViewSchema Schema => _parent.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Contracts.Check(IsColumnActive(column), $"The column {column.Name} is not active");
            var index = _parent._bindings.MapColumnIndex(out var isInput, column.Index);
            return isInput ? Input.GetGetter<TValue>(Input.Schema[index]) : _row.GetGetter<TValue>(_row.Schema[index]);
        }

        protected override bool MoveNextCore()
        {
            if (!Input.MoveNext())
                return false;
            _fill(_source);
            _parent._mapAction(_source, _target, _state);
            _row.ExtractValues(_target);
            return true;
        }
    }
}
