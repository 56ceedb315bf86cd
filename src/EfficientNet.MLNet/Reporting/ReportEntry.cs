namespace EfficientNet.MLNet.Reporting;

/// <summary>A name and its value, as text.</summary>
internal sealed record ReportEntry(string Name, string Value);
