namespace EfficientNet.Architecture;

/// <summary>The size of a feature map of one picture.</summary>
/// <param name="Channels">Number of channels.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public readonly record struct FeatureMapShape(int Channels, int Height, int Width);
