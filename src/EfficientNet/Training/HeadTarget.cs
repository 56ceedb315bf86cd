namespace EfficientNet.Training;

/// <summary>What a row is to be: one class or, for a mixture, two.</summary>
/// <param name="First">A class.</param>
/// <param name="Second">Another one; the same if it is no mixture.</param>
/// <param name="Share">The first class's share; the second has the rest.</param>
/// <param name="Weight">How much the row counts; 0: not at all.</param>
internal readonly record struct HeadTarget(int First, int Second, float Share, float Weight);
