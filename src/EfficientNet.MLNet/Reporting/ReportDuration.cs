namespace EfficientNet.MLNet.Reporting;

/// <summary>How long a phase of the training took.</summary>
internal sealed record ReportDuration(string Phase, TimeSpan Time);
