using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// What LoadFromEnumerable gives: enumerated anew by every cursor, never shuffled.
internal sealed class EnumerableDataView<TRow>(IEnumerable<TRow> rows, RowBinding binding) : IDataView
    where TRow : class
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => binding.Schema;

    public long? GetRowCount() => (rows as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(rows.GetEnumerator(), binding, columnsNeeded.ToPredicate(Schema));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(IEnumerator<TRow> enumerator, RowBinding binding, Func<int, bool> active) : RootCursorBase
    {
        private readonly InputRow<TRow> _row = new(binding, active);

        public override long Batch => 0;

        public override DataViewSchema Schema => _row.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _row.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _row.GetGetter<TValue>(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => _row.GetIdGetter();

        protected override bool MoveNextCore()
        {
            if (!enumerator.MoveNext())
                return false;
            if (enumerator.Current is null)
                throw Contracts.Except("Encountered null when iterating over data, this is not supported.");
            _row.ExtractValues(enumerator.Current);
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _row.Reset();
                enumerator.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
