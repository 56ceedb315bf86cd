using Microsoft.ML;

namespace EfficientNet.MLNet.Pipeline.Scoring;

/// <summary>
/// Data with a transformer's columns, scored ahead of the reader. Its columns, and whatever it does not do itself, are those of the
/// portable chain of ML.NET's own transformers over the same data.
/// </summary>
internal sealed class ScoredDataView : IDataView
{
    private readonly ScoringEngine _engine;
    private readonly IDataView _input;
    private readonly IDataView _portable;

    /// <summary>For each column: the column of ours, or null.</summary>
    private readonly ScoredColumn?[] _scored;

    /// <summary>For each column that is not ours: the input's.</summary>
    private readonly DataViewSchema.Column?[] _passed;

    public ScoredDataView(ScoringEngine engine, IDataView input, IDataView portable)
    {
        _engine = engine;
        _input = input;
        _portable = portable;
        _scored = new ScoredColumn?[Schema.Count];
        foreach (ScoredColumn column in engine.Source.Columns)
        {
            _scored[Schema[column.Name].Index] = column;
        }

        // What is not ours is the input's, hidden columns too, in its order.
        _passed = new DataViewSchema.Column?[Schema.Count];
        IEnumerator<DataViewSchema.Column> rest = input.Schema.Where(column => !TemporaryColumns.All.Contains(column.Name, StringComparer.Ordinal)).GetEnumerator();
        foreach (DataViewSchema.Column column in Schema.Where(column => _scored[column.Index] is null))
        {
            _passed[column.Index] = rest.MoveNext() && rest.Current.Name == column.Name && rest.Current.Type.Equals(column.Type)
                ? rest.Current
                : throw new InvalidOperationException($"The column '{column.Name}' stands in another place behind the portable chain than in the data.");
        }
    }

    public DataViewSchema Schema => _portable.Schema;

    public bool CanShuffle => _input.CanShuffle;

    public long? GetRowCount() => _input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = Active(columnsNeeded);
        return IsForUs(active) ? Score(active, rand) : _portable.GetRowCursor(Schema.Where(column => active[column.Index]), rand);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        // One is enough, as the rows are scored by several threads already.
        bool[] active = Active(columnsNeeded);
        return IsForUs(active) ? [Score(active, rand)] : _portable.GetRowCursorSet(Schema.Where(column => active[column.Index]), n, rand);
    }

    private bool[] Active(IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        var active = new bool[Schema.Count];
        foreach (DataViewSchema.Column column in columnsNeeded)
        {
            active[column.Index] = true;
        }

        return active;
    }

    /// <summary>
    /// Whether there is anything to score, and all that is read beside it can wait for the reader: an image cannot, as only who made it knows
    /// when it is disposed of.
    /// </summary>
    /// <exception cref="ObjectDisposedException">There is something to score, but the transformer is disposed.</exception>
    private bool IsForUs(bool[] active)
    {
        if (!Schema.Any(column => active[column.Index] && _scored[column.Index] is not null))
        {
            return false;
        }

        // Also where the portable chain is to score: what ML.NET's transformers throw then names nothing.
        _engine.ThrowIfDisposed();
        return Schema.All(column => !active[column.Index] || _scored[column.Index] is not null || CapturedColumn.CanCapture(column.Type));
    }

    private ScoredCursor Score(bool[] active, Random? rand)
    {
        ScoredColumn?[] scored = [.. _scored.Select((column, index) => active[index] ? column : null)];
        DataViewSchema.Column?[] passed = [.. _passed.Select((column, index) => active[index] ? column : null)];
        return new ScoredCursor(_engine, Schema, scored, passed, _input, rand);
    }
}
