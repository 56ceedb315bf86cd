namespace EfficientNet.MLNet.Reporting;

/// <summary>A class, its pictures, and how well it was recognized.</summary>
internal sealed record ReportClass
{
    /// <summary>The class's name, any text.</summary>
    public required string Name { get; init; }

    /// <summary>How many of its pictures were trained on.</summary>
    public required int TrainingPictures { get; init; }

    /// <summary>How many of its pictures a validation set of its own had.</summary>
    public int ValidationPictures { get; init; }

    /// <summary>The share of pictures predicted as this class that are of it, 0 to 1; null where none was predicted, or nothing was validated.</summary>
    public double? Precision { get; init; }

    /// <summary>The share of this class's pictures that were predicted as it, 0 to 1; null where it had none.</summary>
    public double? Recall { get; init; }

    /// <summary>The harmonic mean of precision and recall, 0 to 1; null where it has no value.</summary>
    public double? F1 { get; init; }

    /// <summary>How many of its pictures were validated.</summary>
    public int Support { get; init; }

    /// <summary>A few of its pictures; <see cref="ReportLimits.ThumbnailsPerClass"/> are enough.</summary>
    public IReadOnlyList<ReportPicture> Thumbnails { get; init; } = [];
}
