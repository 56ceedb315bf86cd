using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// Some columns of a schema, by index, in any order.
internal sealed class SelectedColumns : IRowToRowMapper
{
    private readonly int[] _sources;

    public SelectedColumns(DataViewSchema inputSchema, int[] sources)
    {
        InputSchema = inputSchema;
        _sources = sources;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(sources.Select(source => inputSchema[source]));
        Schema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema Schema { get; }

    DataViewSchema IRowToRowMapper.OutputSchema => Schema;

    public DataViewSchema.Column SourceOf(DataViewSchema.Column column) => InputSchema[_sources[column.Index]];

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        dependingColumns.Select(SourceOf).DistinctBy(column => column.Index).ToArray();

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => new Row(input, this);

    private sealed class Row(DataViewRow input, SelectedColumns columns) : WrappingRow(input)
    {
        public override DataViewSchema Schema => columns.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => Input.IsColumnActive(columns.SourceOf(column));

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => Input.GetGetter<TValue>(columns.SourceOf(column));
    }
}

internal sealed class SelectedColumnsDataView(IDataView source, int[] sources) : IDataView
{
    private readonly SelectedColumns _columns = new(source.Schema, sources);

    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => _columns.Schema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var active = columnsNeeded.ToFlags(Schema);
        return new Cursor(source.GetRowCursor(Sources(active), rand), _columns, active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        var active = columnsNeeded.ToFlags(Schema);
        return source.GetRowCursorSet(Sources(active), n, rand).Select(input => (DataViewRowCursor)new Cursor(input, _columns, active)).ToArray();
    }

    private IEnumerable<DataViewSchema.Column> Sources(bool[] active) => _columns.GetDependencies(Schema.Where(column => active[column.Index]));

    private sealed class Cursor(DataViewRowCursor input, SelectedColumns columns, bool[] active) : SynchronizedCursorBase(input)
    {
        public override DataViewSchema Schema => columns.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            Contracts.Check(column.Index < active.Length, "The column is not part of the schema");
            return active[column.Index];
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Contracts.Check(IsColumnActive(column), $"The column {column.Name} is not active");
            return Input.GetGetter<TValue>(columns.SourceOf(column));
        }
    }
}
