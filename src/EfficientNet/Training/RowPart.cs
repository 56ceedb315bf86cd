namespace EfficientNet.Training;

/// <summary>Rows that are held out together.</summary>
/// <param name="Fold">The part's number, or <see cref="GroupedFolds.Never"/>.</param>
/// <param name="First">The first row's place.</param>
/// <param name="Judged">How many rows, from the first, are judged while the part is held out.</param>
/// <param name="Count">How many rows there are.</param>
internal readonly record struct RowPart(int Fold, int First, int Judged, int Count);
