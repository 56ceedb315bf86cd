namespace EfficientNet.MLNet;

/// <summary>A picture that looks like another one.</summary>
/// <param name="Row">The number of its row, from 0.</param>
/// <param name="Name">Its path, or what else it is called.</param>
/// <param name="Label">Its class's name.</param>
/// <param name="IsInValidationSet">Whether the row is the validation set's, not the training data's.</param>
public sealed record NearDuplicatePicture(long Row, string Name, string Label, bool IsInValidationSet);
