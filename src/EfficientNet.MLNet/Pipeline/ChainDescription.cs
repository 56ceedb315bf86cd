using System.Text.Json;
using System.Text.Json.Serialization;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>
/// What a saved chain says of itself beside the settings, so that a loaded one can be scored by us again: a constant text, JSON, that the chain's
/// own mappings never read.
/// </summary>
/// <param name="Verb">The method the user called.</param>
/// <param name="Kind">What the input column holds.</param>
/// <param name="Network">The hash by which the ONNX file of this chain is found among those of a model.</param>
/// <param name="Columns">What the user gets, in order.</param>
internal sealed record ChainDescription(string Verb, InputKind Kind, string Network, IReadOnlyList<ScoredColumn> Columns)
{
    // Names in place of the enumerations' numbers; and columns' names in no script but ASCII's, so that any reader of the graph reads them.
    private static readonly JsonSerializerOptions _json = new() { Converters = { new JsonStringEnumConverter() } };

    public static ChainDescription Parse(string text) => JsonSerializer.Deserialize<ChainDescription>(text, _json)
        ?? throw new InvalidDataException("A saved chain describes itself as nothing.");

    public string ToText() => JsonSerializer.Serialize(this, _json);
}
