namespace EfficientNet.Weights;

/// <summary>A tensor's name, storage type and shape, without its numbers.</summary>
/// <param name="Name">The tensor's name, e.g. <c>blocks.0.0.conv_dw.weight</c>.</param>
/// <param name="ElementType">How its numbers are stored.</param>
/// <param name="Shape">Its dimensions, outermost first; empty for a scalar.</param>
public sealed record TensorInfo(string Name, TensorElementType ElementType, IReadOnlyList<int> Shape)
{
    /// <summary>How many numbers the tensor holds: the product of its dimensions.</summary>
    public long Count => Shape.Aggregate(1L, (count, dimension) => checked(count * dimension));
}
