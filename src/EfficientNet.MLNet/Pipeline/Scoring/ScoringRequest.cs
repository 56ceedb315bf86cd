using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Pipeline.Scoring;

/// <summary>An output of the graph that somebody reads.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="IsText">Whether it is one text a row, not numbers.</param>
/// <param name="Length">How many numbers a row has; 0 for a text.</param>
internal sealed record RequestedOutput(string Name, bool IsText, int Length);

/// <summary>What a cursor has to compute: no more than is read.</summary>
internal sealed class ScoringRequest
{
    private readonly Dictionary<string, int> _places;

    /// <param name="columns">The columns of ours that are read.</param>
    /// <param name="schema">The schema that they stand in.</param>
    public ScoringRequest(IEnumerable<ScoredColumn> columns, DataViewSchema schema)
    {
        ScoredColumn[] computed = [.. columns.Where(column => column.Source != TemporaryColumns.Problem).DistinctBy(column => column.Source)];
        Outputs =
        [
            .. computed.Select(column => new RequestedOutput(
                column.Source, column.Type == PlannedType.Text, column.Type switch
                {
                    PlannedType.Text => 0,
                    PlannedType.Number => 1,
                    _ => ((VectorDataViewType)schema[column.Name].Type).Size,
                })),
        ];
        OutputNames = [.. Outputs.Select(output => output.Name)];
        _places = Enumerable.Range(0, Outputs.Count).ToDictionary(place => Outputs[place].Name);
    }

    public IReadOnlyList<RequestedOutput> Outputs { get; }

    public string[] OutputNames { get; }

    /// <summary>Whether the network is needed; it is not for the report on broken pictures alone.</summary>
    public bool NeedsNetwork => Outputs.Count > 0;

    /// <summary>Where a column's values are in a row.</summary>
    public int PlaceOf(ScoredColumn column) => _places[column.Source];
}
