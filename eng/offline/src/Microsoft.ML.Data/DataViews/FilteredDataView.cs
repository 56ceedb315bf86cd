using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// The rows that pass a test. The test looks at some columns, which a cursor then has active for itself.
internal sealed class FilteredDataView(IDataView source, DataViewSchema.Column[] tested, Func<DataViewRow, Func<bool>> makeTest) : IDataView
{
    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var active = columnsNeeded.ToFlags(Schema);
        return new Cursor(source.GetRowCursor(Needed(active), rand), active, makeTest);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        var active = columnsNeeded.ToFlags(Schema);
        return source.GetRowCursorSet(Needed(active), n, rand).Select(input => (DataViewRowCursor)new Cursor(input, active, makeTest)).ToArray();
    }

    private DataViewSchema.Column[] Needed(bool[] active) =>
        Schema.Where(column => active[column.Index] || tested.Any(own => own.Index == column.Index)).ToArray();

    private sealed class Cursor : LinkedRootCursorBase
    {
        private readonly bool[] _active;
        private readonly Func<bool> _test;

        public Cursor(DataViewRowCursor input, bool[] active, Func<DataViewRow, Func<bool>> makeTest)
            : base(input)
        {
            _active = active;
            _test = makeTest(input);
        }

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            Contracts.Check(column.Index < _active.Length, "The column is not part of the schema");
            return _active[column.Index];
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Contracts.Check(IsColumnActive(column), $"The column {column.Name} is not active");
            return base.GetGetter<TValue>(column);
        }

        protected override bool MoveNextCore()
        {
            while (Input.MoveNext())
            {
                if (_test())
                    return true;
            }

            return false;
        }
    }
}
