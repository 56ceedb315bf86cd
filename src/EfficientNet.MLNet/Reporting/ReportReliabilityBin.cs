namespace EfficientNet.MLNet.Reporting;

/// <summary>Predictions whose probability lies between two bounds: how many, their mean probability, and the share of right ones.</summary>
internal sealed record ReportReliabilityBin(double LowerBound, double UpperBound, int Count, double Confidence, double Accuracy);
