using System.Runtime.InteropServices;
using EfficientNet.Architecture;
using EfficientNet.Graph.Onnx;
using Google.Protobuf;

namespace EfficientNet.Graph;

/// <summary>Appends nodes, constants, inputs and outputs to one ONNX graph and sees to it that every name in it is unique.</summary>
internal sealed class GraphWriter
{
    /// <summary>The operator set all graphs are written in; the first one whose Resize can antialias.</summary>
    public const int OperatorSet = 18;

    /// <summary>The file format's version that belongs to <see cref="OperatorSet"/>.</summary>
    public const int IrVersion = 8;

    /// <summary>The domain of the operators beside the standard's own that classic machine learning needs.</summary>
    public const string MachineLearningDomain = "ai.onnx.ml";

    /// <summary>The version of <see cref="MachineLearningDomain"/> that goes with <see cref="OperatorSet"/>.</summary>
    public const int MachineLearningOperatorSet = 3;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counters = new(StringComparer.Ordinal);

    public GraphWriter(string graphName) => Graph = new GraphProto { Name = graphName };

    /// <summary>The graph as written so far.</summary>
    public GraphProto Graph { get; }

    /// <summary>Initializers that are not in <see cref="Graph"/> because their numbers are still where they came from.</summary>
    public List<DeferredTensor> DeferredTensors { get; } = [];

    /// <summary>Put, with a slash, before every name given without one of its own; says which part of the network a node belongs to.</summary>
    public string Scope { get; set; } = "";

    /// <summary>Claims a name for a value or node; fails if it is taken.</summary>
    public string Claim(string name) =>
        _names.Add(name) ? name : throw new InvalidOperationException($"The graph already has a value or node named '{name}'.");

    /// <summary>Makes up a name that is not taken: the scope, the hint and, from the second on, a number.</summary>
    public string UniqueName(string hint)
    {
        var stem = Scope.Length == 0 ? hint : $"{Scope}/{hint}";
        while (true)
        {
            var number = _counters.GetValueOrDefault(stem);
            _counters[stem] = number + 1;
            var name = number == 0 ? stem : $"{stem}_{number}";
            if (_names.Add(name))
            {
                return name;
            }
        }
    }

    /// <summary>Appends a node with one output and answers that output's name.</summary>
    public string Apply(string operation, params string[] inputs) => Apply(operation, inputs, []);

    /// <summary>Appends a node with one output and attributes, and answers that output's name.</summary>
    public string Apply(string operation, string[] inputs, params AttributeProto[] attributes) =>
        ApplyMany(operation, inputs, 1, attributes)[0];

    /// <summary>Appends a node with several outputs and answers their names.</summary>
    public string[] ApplyMany(string operation, string[] inputs, int outputs, params AttributeProto[] attributes)
    {
        var names = new string[outputs];
        for (var i = 0; i < outputs; i++)
        {
            names[i] = UniqueName(operation + "_output");
        }

        Append(operation, inputs, names, attributes);
        return names;
    }

    /// <summary>Appends a node whose outputs' names have been claimed by the caller.</summary>
    public NodeProto Append(string operation, string[] inputs, string[] outputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = operation, Name = UniqueName(operation) };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        node.Attribute.AddRange(attributes);
        Graph.Node.Add(node);
        return node;
    }

    /// <summary>Gives a value a name of the caller's, e.g. an output's.</summary>
    public void Rename(string value, string newName) => Append("Identity", [value], [Claim(newName)]);

    /// <summary>Adds a tensor of numbers as an initializer and answers its name.</summary>
    public string Constant<T>(string hint, ReadOnlySpan<T> values, params long[] shape)
        where T : unmanaged
    {
        var data = ByteString.CopyFrom(MemoryMarshal.AsBytes(values));
        var tensor = new TensorProto { Name = UniqueName(hint), DataType = (int)DataTypeOf<T>(), RawData = data };
        tensor.Dims.AddRange(shape);
        Graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>Adds a scalar as an initializer and answers its name.</summary>
    public string Scalar<T>(string hint, T value)
        where T : unmanaged => Constant(hint, new ReadOnlySpan<T>(in value));

    /// <summary>Adds a one-dimensional tensor as an initializer and answers its name.</summary>
    public string Vector<T>(string hint, params T[] values)
        where T : unmanaged => Constant<T>(hint, values, values.Length);

    /// <summary>Adds a one-dimensional tensor of strings as an initializer and answers its name.</summary>
    public string Strings(string hint, IEnumerable<string> values)
    {
        var tensor = new TensorProto { Name = UniqueName(hint), DataType = (int)TensorProto.Types.DataType.String };
        tensor.StringData.AddRange(values.Select(ByteString.CopyFromUtf8));
        tensor.Dims.Add(tensor.StringData.Count);
        Graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>Adds an initializer of floats that are read only when the model is written, and answers its name.</summary>
    public string Deferred(string hint, TensorSpecification tensor, DeferredTensor.Reader read)
    {
        var header = new TensorProto { Name = UniqueName(hint), DataType = (int)TensorProto.Types.DataType.Float };
        header.Dims.AddRange(tensor.Shape.Select(size => (long)size));
        DeferredTensors.Add(new DeferredTensor(header, checked((int)tensor.Count), read));
        return header.Name;
    }

    /// <summary>Put before the name of every input; empty by default.</summary>
    public string InputPrefix { get; init; } = "";

    /// <summary>
    /// Declares an input of the graph and answers its full name. A dimension is a number, or the name of a size known only when the
    /// graph runs.
    /// </summary>
    public string Input(string name, TensorProto.Types.DataType type, params GraphDimension[] shape)
    {
        name = Claim(InputPrefix + name);
        Graph.Input.Add(Describe(name, type, shape));
        return name;
    }

    /// <summary>Declares a value that has been made under this name as an output of the graph.</summary>
    public void Output(string name, TensorProto.Types.DataType type, params GraphDimension[] shape) =>
        Graph.Output.Add(Describe(name, type, shape));

    /// <summary>Declares a value as an output and leaves it to the reader to find its shape.</summary>
    public void OutputOfAnyShape(string name, TensorProto.Types.DataType type) => Graph.Output.Add(
        new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type } } });

    /// <summary>The ONNX element type that stands for a .NET type.</summary>
    public static TensorProto.Types.DataType DataTypeOf<T>()
        where T : unmanaged => default(T) switch
        {
            float => TensorProto.Types.DataType.Float,
            double => TensorProto.Types.DataType.Double,
            Half => TensorProto.Types.DataType.Float16,
            long => TensorProto.Types.DataType.Int64,
            int => TensorProto.Types.DataType.Int32,
            byte => TensorProto.Types.DataType.Uint8,
            sbyte => TensorProto.Types.DataType.Int8,
            bool => TensorProto.Types.DataType.Bool,
            _ => throw new NotSupportedException($"ONNX graphs here hold no constants of type {typeof(T)}."),
        };

    private static ValueInfoProto Describe(string name, TensorProto.Types.DataType type, GraphDimension[] shape)
    {
        var tensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = new TensorShapeProto() };
        tensorType.Shape.Dim.AddRange(shape.Select(dimension => dimension.ToProto()));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensorType } };
    }
}
