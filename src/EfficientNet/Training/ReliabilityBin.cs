namespace EfficientNet.Training;

/// <summary>Rows whose largest probability lies in one range: how often they are right, against how sure they are.</summary>
/// <param name="Lower">The range's lower end, which belongs to it only at 0.</param>
/// <param name="Upper">The range's upper end, which belongs to it.</param>
/// <param name="Count">How many rows there are.</param>
/// <param name="Confidence">The mean of their largest probabilities; NaN if there is no row.</param>
/// <param name="Accuracy">The part of them that is right; NaN if there is no row.</param>
public sealed record ReliabilityBin(double Lower, double Upper, int Count, double Confidence, double Accuracy);
