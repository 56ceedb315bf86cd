namespace EfficientNet.MLNet.Reporting;

/// <summary>A picture that was left out, and why.</summary>
internal sealed record ReportSkipped(string Name, string Reason);
