namespace EfficientNet.MLNet.Reporting;

/// <summary>A chart as the page's script reads it.</summary>
internal sealed record ReportChart
{
    /// <summary>The id of its canvas.</summary>
    public required string Id { get; init; }

    /// <summary>"bar" or "line".</summary>
    public required string Kind { get; init; }

    /// <summary>Whether bars lie.</summary>
    public bool IsHorizontal { get; init; }

    /// <summary>Whether bars of one place are added up.</summary>
    public bool IsStacked { get; init; }

    /// <summary>What the bars stand for; null for lines.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    public required ReportAxis X { get; init; }

    public required ReportAxis Y { get; init; }

    public required IReadOnlyList<ReportSeries> Series { get; init; }
}
