namespace EfficientNet.Benchmarks.Contenders;

/// <summary>A row of the data views that are scored.</summary>
internal sealed class PhotographRow
{
    public string ImagePath { get; set; } = "";
}
