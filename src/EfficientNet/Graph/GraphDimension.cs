using EfficientNet.Graph.Onnx;

namespace EfficientNet.Graph;

/// <summary>One dimension of a graph's input or output: a size, or the name of a size known only when the graph runs.</summary>
internal readonly record struct GraphDimension(long? Size, string? Name)
{
    public static implicit operator GraphDimension(long size) => new(size, null);

    public static implicit operator GraphDimension(string name) => new(null, name);

    public TensorShapeProto.Types.Dimension ToProto() =>
        Size is { } size ? new() { DimValue = size } : new() { DimParam = Name };
}
