namespace EfficientNet.MLNet.Reporting;

/// <summary>The network's card; what is not known is null.</summary>
internal sealed record ReportNetwork
{
    /// <summary>The weights' id, such as <c>tf_efficientnet_lite0.in1k</c>, or the file's name.</summary>
    public required string Id { get; init; }

    /// <summary>The design, such as <c>tf_efficientnet_lite0</c>.</summary>
    public required string Variant { get; init; }

    /// <summary>Where the weights come from: a package, a repository, a file.</summary>
    public string? Source { get; init; }

    /// <summary>How and on what they were trained.</summary>
    public string? Training { get; init; }

    /// <summary>Their licence.</summary>
    public string? Licence { get; init; }

    /// <summary>How many numbers the network has learnt.</summary>
    public long? Parameters { get; init; }

    /// <summary>How many features it gives.</summary>
    public int? Features { get; init; }

    /// <summary>How pictures are prepared, in words.</summary>
    public string? Preprocessing { get; init; }

    /// <summary>The numbers it computes with, such as "single precision" or "int8".</summary>
    public string? Precision { get; init; }
}
