namespace EfficientNet.Testing;

/// <summary>Outputs for one shape of input.</summary>
/// <param name="Input">The input's shape: pictures, channels, height, width.</param>
/// <param name="Float32Error">The largest difference of a float32 run from these numbers, divided by the logits' standard deviation.</param>
/// <param name="Logits">Only classes 0, 10, 20, ... of the first picture.</param>
public sealed record GoldenCase(
    int[] Input,
    double Float32Error,
    IReadOnlyList<GoldenTensor> Endpoints,
    GoldenTensor Pooled,
    GoldenTensor Logits);
