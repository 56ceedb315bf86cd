namespace EfficientNet.MLNet.Reporting;

/// <summary>Two or more pictures that look alike, and the largest number of bits, 0 to 64, in which the perceptual hashes of neighbours differ.</summary>
internal sealed record ReportDuplicates(int Distance, IReadOnlyList<ReportDuplicate> Pictures);
