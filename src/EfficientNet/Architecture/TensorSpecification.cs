namespace EfficientNet.Architecture;

/// <summary>A tensor that a network's weights must contain.</summary>
/// <param name="Name">Its name, as timm writes it, e.g. <c>blocks.1.0.conv_dw.weight</c>.</param>
/// <param name="Shape">Its dimensions; of a convolution's weight: output channels, input channels per group, height, width.</param>
public sealed record TensorSpecification(string Name, IReadOnlyList<int> Shape)
{
    /// <summary>How many numbers it holds.</summary>
    public long Count => Shape.Aggregate(1L, (count, dimension) => checked(count * dimension));
}
