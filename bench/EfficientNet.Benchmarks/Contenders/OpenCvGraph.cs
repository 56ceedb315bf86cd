using EfficientNet.Graph.Onnx;
using Google.Protobuf;

namespace EfficientNet.Benchmarks.Contenders;

/// <summary>The network as OpenCV can read it.</summary>
internal static class OpenCvGraph
{
    /// <summary>What stands for a limit of zero, which the format's present form would leave out of the file and OpenCV then miss.</summary>
    private const float AlmostZero = 1e-30f;

    /// <summary>
    /// Copies a model. OpenCV 4.6 knows <c>Clip</c> only as operator sets before 11 had it, with its limits as attributes and not as inputs; it
    /// does not look at the operator set.
    /// </summary>
    public static void Write(string source, string destination)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(source));
        Dictionary<string, TensorProto> constants = model.Graph.Initializer.ToDictionary(tensor => tensor.Name);
        foreach (NodeProto node in model.Graph.Node.Where(node => node.OpType == "Clip"))
        {
            float[] limits = [.. node.Input.Skip(1).Select(name => BitConverter.ToSingle(constants[name].RawData.Span))];
            string value = node.Input[0];
            node.Input.Clear();
            node.Input.Add(value);
            node.Attribute.Add(Attribute("min", limits[0]));
            node.Attribute.Add(Attribute("max", limits[1]));
        }

        using FileStream stream = File.Create(destination);
        model.WriteTo(stream);
    }

    private static AttributeProto Attribute(string name, float value)
        => new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value == 0 ? AlmostZero : value };
}
