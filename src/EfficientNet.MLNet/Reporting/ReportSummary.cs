namespace EfficientNet.MLNet.Reporting;

/// <summary>The figures of a training; those of the validation are null where nothing was validated.</summary>
internal sealed record ReportSummary
{
    /// <summary>What the figures were measured on, a short phrase such as "5-fold cross-validation" or "validation set of 120 pictures".</summary>
    public required string Validation { get; init; }

    /// <summary>The share of validated pictures whose class was predicted, 0 to 1.</summary>
    public double? Accuracy { get; init; }

    /// <summary>The mean negative logarithm (natural) of the true class's probability.</summary>
    public double? LogLoss { get; init; }

    /// <summary>The expected calibration error before the temperature was set, 0 to 1.</summary>
    public double? CalibrationErrorBefore { get; init; }

    /// <summary>The expected calibration error of the model as it is, 0 to 1.</summary>
    public double? CalibrationErrorAfter { get; init; }

    /// <summary>What the logits are divided by.</summary>
    public double? Temperature { get; init; }

    /// <summary>How many pictures were trained on.</summary>
    public required int TrainingPictures { get; init; }

    /// <summary>How many pictures a validation set of its own had; 0 if there was none.</summary>
    public int ValidationPictures { get; init; }

    /// <summary>How long the phases took, in their order, such as ("Features", 9.8 s).</summary>
    public IReadOnlyList<ReportDuration> Durations { get; init; } = [];
}
