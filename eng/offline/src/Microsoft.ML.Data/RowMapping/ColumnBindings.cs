namespace Microsoft.ML.Data;

// Where the columns of a mapper's output come from. An added column stands right behind the one it hides, or else last.
internal sealed class ColumnBindings
{
    private readonly int[] _sources;

    public ColumnBindings(DataViewSchema input, DataViewSchema.DetachedColumn[] added)
    {
        InputSchema = input;

        // An input column's index, or the complement of an added column's.
        var sources = Enumerable.Range(0, input.Count).ToList();
        for (var i = 0; i < added.Length; i++)
        {
            var hidden = sources.FindLastIndex(source => NameOf(source) == added[i].Name);
            sources.Insert(hidden < 0 ? sources.Count : hidden + 1, ~i);
        }

        string NameOf(int source) => source >= 0 ? input[source].Name : added[~source].Name;

        _sources = [.. sources];
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(_sources.Select(source => source >= 0 ? new DataViewSchema.DetachedColumn(input[source]) : added[~source]));
        Schema = builder.ToSchema();
        AddedColumnIndices = Enumerable.Range(0, added.Length).Select(i => Array.IndexOf(_sources, ~i)).ToArray();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema Schema { get; }

    public int[] AddedColumnIndices { get; }

    // The index among the input columns, or among those added.
    public int MapColumnIndex(out bool isInput, int column)
    {
        var source = _sources[column];
        isInput = source >= 0;
        return isInput ? source : ~source;
    }

    // Which input columns are wanted for their own sake.
    public bool[] GetActiveInput(Func<int, bool> active)
    {
        var result = new bool[InputSchema.Count];
        for (var column = 0; column < _sources.Length; column++)
        {
            if (_sources[column] >= 0 && active(column))
                result[_sources[column]] = true;
        }

        return result;
    }
}
