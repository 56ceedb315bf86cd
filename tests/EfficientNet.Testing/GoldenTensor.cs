namespace EfficientNet.Testing;

/// <summary>A sampled tensor: mean and standard deviation of all its values, and the values at some flat indexes.</summary>
public sealed record GoldenTensor(int[] Shape, double? Mean, double? Std, int[]? Index, double[] Value);
