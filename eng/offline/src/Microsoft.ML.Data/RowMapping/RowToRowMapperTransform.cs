using Microsoft.ML.Internal.Utilities;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// The data view a row mapper makes of another: nothing is computed but what a cursor's active columns need.
internal sealed class RowToRowMapperTransform : IDataView, IRowToRowMapper
{
    private readonly IHost _host;
    private readonly IDataView _source;
    private readonly IRowMapper _mapper;
    private readonly ColumnBindings _bindings;

    public RowToRowMapperTransform(IHostEnvironment env, IDataView source, IRowMapper mapper)
    {
        _host = env.Register(nameof(RowToRowMapperTransform));
        _source = source;
        _mapper = mapper;
        _bindings = new ColumnBindings(source.Schema, mapper.GetOutputColumns());
    }

    public DataViewSchema Schema => _bindings.Schema;

    public bool CanShuffle => _source.CanShuffle;

    public DataViewSchema InputSchema => _source.Schema;

    DataViewSchema IRowToRowMapper.OutputSchema => Schema;

    public static DataViewSchema GetOutputSchema(DataViewSchema input, IRowMapper mapper) =>
        new ColumnBindings(input, mapper.GetOutputColumns()).Schema;

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var active = columnsNeeded.ToFlags(Schema);
        return new Cursor(_source.GetRowCursor(InputsFor(active), rand), this, active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        var active = columnsNeeded.ToFlags(Schema);
        var inputs = _source.GetRowCursorSet(InputsFor(active), n, rand);
        // The work lies in the columns added here: share it out even where the source has but one cursor.
        if (inputs.Length == 1 && n > 1 && _bindings.AddedColumnIndices.Any(column => active[column]))
            inputs = SplitCursor.Split(inputs[0], n);
        return inputs.Select(input => (DataViewRowCursor)new Cursor(input, this, active)).ToArray();
    }

    IEnumerable<DataViewSchema.Column> IRowToRowMapper.GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        InputsFor(dependingColumns.ToFlags(Schema));

    DataViewRow IRowToRowMapper.GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        _host.CheckValue(input, nameof(input));
        _host.Check(input.Schema == InputSchema, "Schema of input row must be the same as the schema the mapper is bound to");
        return new Row(input, this, activeColumns.ToFlags(Schema));
    }

    private IEnumerable<DataViewSchema.Column> InputsFor(bool[] active)
    {
        var direct = _bindings.GetActiveInput(column => active[column]);
        var indirect = _mapper.GetDependencies(IsAddedActive(active));
        return InputSchema.Where(column => direct[column.Index] || indirect(column.Index)).ToArray();
    }

    private Func<int, bool> IsAddedActive(bool[] active) =>
        added => added >= 0 && added < _bindings.AddedColumnIndices.Length && active[_bindings.AddedColumnIndices[added]];

    private sealed class Cursor : SynchronizedCursorBase
    {
        private readonly RowToRowMapperTransform _parent;
        private readonly bool[] _active;
        private readonly Delegate[] _getters;
        private Action _disposer;

        public Cursor(DataViewRowCursor input, RowToRowMapperTransform parent, bool[] active)
            : base(input)
        {
            _parent = parent;
            _active = active;
            _getters = parent._mapper.CreateGetters(input, parent.IsAddedActive(active), out _disposer);
        }

        public override DataViewSchema Schema => _parent.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            Contracts.Check(column.Index < _active.Length, "The column is not part of the schema");
            return _active[column.Index];
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Contracts.Check(IsColumnActive(column), $"The column {column.Name} is not active");
            var index = _parent._bindings.MapColumnIndex(out var isInput, column.Index);
            return isInput ? Input.GetGetter<TValue>(Input.Schema[index]) : RowCursorUtils.Cast<TValue>(_getters[index]);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                Interlocked.Exchange(ref _disposer, null)?.Invoke();
            base.Dispose(disposing);
        }
    }

    private sealed class Row : WrappingRow
    {
        private readonly RowToRowMapperTransform _parent;
        private readonly Delegate[] _getters;
        private Action _disposer;

        public Row(DataViewRow input, RowToRowMapperTransform parent, bool[] active)
            : base(input)
        {
            _parent = parent;
            _getters = parent._mapper.CreateGetters(input, parent.IsAddedActive(active), out _disposer);
        }

        public override DataViewSchema Schema => _parent.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            var index = _parent._bindings.MapColumnIndex(out var isInput, column.Index);
            return isInput ? Input.IsColumnActive(Input.Schema[index]) : _getters[index] is not null;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            var index = _parent._bindings.MapColumnIndex(out var isInput, column.Index);
            if (isInput)
                return Input.GetGetter<TValue>(Input.Schema[index]);
            Contracts.Check(_getters[index] is not null, $"The column {column.Name} is not active");
            return RowCursorUtils.Cast<TValue>(_getters[index]);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                Interlocked.Exchange(ref _disposer, null)?.Invoke();
            base.Dispose(disposing);
        }
    }
}
