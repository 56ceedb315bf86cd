namespace EfficientNet.Graph;

/// <summary>An output of a graph.</summary>
/// <param name="Kind">What it is taken from.</param>
/// <param name="Name">The name it has in the graph.</param>
/// <param name="Level">
/// Of <see cref="GraphOutputKind.Endpoint"/> only: from 1, the last maps before each halving, and the last maps of all. In
/// published networks 1 to 5, at 1/2, 1/4, 1/8, 1/16 and 1/32 of the input's height and width. Otherwise 0.
/// </param>
public sealed record GraphOutput(GraphOutputKind Kind, string Name, int Level = 0);
