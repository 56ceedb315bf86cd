namespace EfficientNet.Quantization;

/// <summary>The range of values that is stored in one byte at a point of a network. What lies outside is cut off at its ends.</summary>
/// <param name="Low">Its lower end, at most 0.</param>
/// <param name="High">Its upper end, at least 0 and above <paramref name="Low"/>.</param>
public readonly record struct ActivationRange(float Low, float High);
