namespace EfficientNet.Inference;

/// <summary>An output of a run.</summary>
/// <param name="Shape">Its dimensions, the number of pictures first.</param>
/// <param name="Values">Its numbers, row-major.</param>
public sealed record ModelOutput(IReadOnlyList<int> Shape, float[] Values);
