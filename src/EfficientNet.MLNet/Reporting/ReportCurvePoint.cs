namespace EfficientNet.MLNet.Reporting;

/// <summary>One iteration of the head's training; null where a figure was not measured.</summary>
internal sealed record ReportCurvePoint(int Iteration, double? TrainingLoss, double? ValidationLoss, double? ValidationAccuracy);
