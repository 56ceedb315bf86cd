namespace EfficientNet.MLNet.Reporting;

/// <summary>A picture that was taken for another class than its own.</summary>
internal sealed record ReportMistake
{
    /// <summary>The picture's file, or what else it is known by.</summary>
    public required string Name { get; init; }

    /// <summary>The index of its own class.</summary>
    public required int TrueClass { get; init; }

    /// <summary>The index of the class that was predicted.</summary>
    public required int PredictedClass { get; init; }

    /// <summary>The probability of the predicted class, 0 to 1.</summary>
    public required double Probability { get; init; }

    /// <summary>The probability of its own class, 0 to 1; null if it is not known.</summary>
    public double? TrueProbability { get; init; }

    /// <summary>The picture, small; null if it cannot be had any more.</summary>
    public ReportPicture? Picture { get; init; }

    /// <summary>The same picture with what spoke for the predicted class drawn over it; null if there is none.</summary>
    public ReportPicture? HeatMap { get; init; }
}
