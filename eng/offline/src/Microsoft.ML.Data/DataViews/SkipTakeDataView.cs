namespace Microsoft.ML.Data;

internal sealed class SkipTakeDataView(IDataView source, long skip, long take) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => source.GetRowCount() is { } count ? Math.Min(Math.Max(0, count - skip), take) : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(source.GetRowCursor(columnsNeeded), skip, take);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(DataViewRowCursor input, long skip, long take) : LinkedRootCursorBase(input)
    {
        private bool _started;

        public override long Batch => 0;

        protected override bool MoveNextCore()
        {
            if (Position + 1 >= take)
                return false;
            for (var i = 0L; !_started && i < skip; i++)
            {
                if (!Input.MoveNext())
                    return false;
            }

            _started = true;
            return Input.MoveNext();
        }
    }
}
