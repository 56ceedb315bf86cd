namespace EfficientNet.MLNet.Reporting;

/// <summary>A point of a line.</summary>
internal sealed record ReportPoint(double X, double Y);
