namespace EfficientNet.MLNet.Classification;

/// <summary>A picture that a head was measured on that was not trained on it.</summary>
/// <param name="Row">The number of its row, from 0, in the validation set if there is one.</param>
/// <param name="Name">Its path, or what else it is called.</param>
/// <param name="Label">Its class.</param>
/// <param name="Probabilities">What the head said.</param>
internal sealed record MeasuredPicture(long Row, string Name, int Label, ReadOnlyMemory<float> Probabilities);
