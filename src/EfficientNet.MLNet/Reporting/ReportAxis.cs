namespace EfficientNet.MLNet.Reporting;

/// <summary>A chart's axis: its title, its scale ("linear", "logarithmic" or "category"), and where it begins and ends if that is fixed.</summary>
internal sealed record ReportAxis(string Title, string Scale = "linear", double? Minimum = null, double? Maximum = null, bool IsShare = false, bool IsCount = false);
