namespace EfficientNet.MLNet.Reporting;

/// <summary>A picture that looks like another one.</summary>
internal sealed record ReportDuplicate
{
    /// <summary>The picture's file, or what else it is known by.</summary>
    public required string Name { get; init; }

    /// <summary>The index of its class.</summary>
    public required int Class { get; init; }

    /// <summary>Whether it belongs to the validation set; else it was trained on.</summary>
    public bool IsValidation { get; init; }

    /// <summary>The picture, small; null if it is not shown.</summary>
    public ReportPicture? Picture { get; init; }
}
