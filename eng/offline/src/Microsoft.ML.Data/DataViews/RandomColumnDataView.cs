using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// Adds a column of uniform random numbers, the same ones by every cursor: what rows are split by. A row's number follows from its
// position alone, so that the rows cannot be shuffled below, nor read by several cursors.
internal sealed class RandomColumnDataView : IDataView
{
    private readonly IDataView _source;
    private readonly ColumnBindings _bindings;
    private readonly uint _seed;

    public RandomColumnDataView(IDataView source, string name, uint seed)
    {
        _source = source;
        _seed = seed;
        _bindings = new ColumnBindings(source.Schema, [new DataViewSchema.DetachedColumn(name, NumberDataViewType.Single)]);
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema => _bindings.Schema;

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var active = columnsNeeded.ToFlags(Schema);
        var inputs = _bindings.GetActiveInput(column => active[column]);
        return new Cursor(_source.GetRowCursor(_source.Schema.Where(column => inputs[column.Index])), _bindings, active, _seed);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(DataViewRowCursor input, ColumnBindings bindings, bool[] active, uint seed) : SynchronizedCursorBase(input)
    {
        private readonly TauswortheHybrid _random = new(seed);
        private long _drawn = -1;
        private float _value;

        public override DataViewSchema Schema => bindings.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Contracts.Check(IsColumnActive(column), $"The column {column.Name} is not active");
            var index = bindings.MapColumnIndex(out var isInput, column.Index);
            return isInput ? Input.GetGetter<TValue>(Input.Schema[index]) : RowCursorUtils.Cast<TValue>((ValueGetter<float>)Get);
        }

        private void Get(ref float value)
        {
            Contracts.Check(Position >= 0, RowCursorUtils.FetchValueStateError);
            for (; _drawn < Position; _drawn++)
                _value = _random.NextSingle();
            value = _value;
        }
    }
}
