namespace EfficientNet.MLNet;

/// <summary>A row that was passed over when a classifier was trained.</summary>
/// <param name="Row">The number of the row, from 0.</param>
/// <param name="Name">The picture's path, or what else it is called.</param>
/// <param name="Reason">Why.</param>
/// <param name="IsInValidationSet">Whether the row is the validation set's, not the training data's.</param>
public sealed record SkippedPicture(long Row, string Name, string Reason, bool IsInValidationSet);
