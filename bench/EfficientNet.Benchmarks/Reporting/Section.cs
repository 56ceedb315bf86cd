namespace EfficientNet.Benchmarks.Reporting;

/// <summary>What one question came to.</summary>
/// <param name="Title">The question.</param>
/// <param name="Lines">The answers.</param>
/// <param name="Notes">What could not be measured, and why.</param>
internal sealed record Section(string Title, IReadOnlyList<Line> Lines, IReadOnlyList<string> Notes);
