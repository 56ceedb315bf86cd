namespace EfficientNet.MLNet.Pipeline;

/// <summary>A column that a transform writes.</summary>
/// <param name="Name">The name the user gave it.</param>
/// <param name="Source">The graph's output it holds, or <see cref="TemporaryColumns.Problem"/>: what is wrong with the picture.</param>
/// <param name="Type">What kind of type it has.</param>
internal sealed record ScoredColumn(string Name, string Source, PlannedType Type);
