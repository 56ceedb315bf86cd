namespace EfficientNet.Benchmarks.Measuring;

/// <summary>A measurement that could not be made.</summary>
internal sealed class BenchException(string message) : Exception(message);
