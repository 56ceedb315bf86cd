namespace EfficientNet.MLNet.Reporting;

/// <summary>A strength of L2 that was tried, and the log-loss of the pictures that were left out of each fold.</summary>
internal sealed record ReportPenalty(double L2, double Loss, bool IsChosen);
