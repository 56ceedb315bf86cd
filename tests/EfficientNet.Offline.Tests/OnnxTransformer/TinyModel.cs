using Google.Protobuf;

namespace EfficientNet.Offline.Tests.OnnxTransformer;

/// <summary>Writes ONNX models of a few nodes, field by field (the numbers are those of onnx.proto).</summary>
internal sealed class TinyModel
{
    public const int Float = 1;
    public const int Byte = 2;
    public const int Int64 = 7;
    public const int Text = 8;

    private readonly List<(int Field, byte[] Bytes)> _graph = [];

    /// <summary>A model whose one output is its one input.</summary>
    public static byte[] Identity(int type, params object[] shape) =>
        new TinyModel().Input("x", type, shape).Output("y", type, shape).Node("Identity", ["x"], ["y"]).ToBytes();

    /// <summary>Dimensions are numbers, or names of what is unknown.</summary>
    public TinyModel Input(string name, int type, params object[] shape) => Add(11, Variable(name, type, shape));

    public TinyModel Output(string name, int type, params object[] shape) => Add(12, Variable(name, type, shape));

    public TinyModel Node(string kind, string[] inputs, string[] outputs, string name = "", string domain = "", params (string Name, object Value)[] attributes) => Add(1, Message(node =>
    {
        foreach (var input in inputs)
            Write(node, 1, input);
        foreach (var output in outputs)
            Write(node, 2, output);
        Write(node, 3, name);
        Write(node, 4, kind);
        foreach (var (attribute, value) in attributes)
            Write(node, 5, Message(message => WriteAttribute(message, attribute, value)));
        Write(node, 7, domain);
    }));

    public byte[] ToBytes() => Message(model =>
    {
        Write(model, 1, 8);
        Write(model, 7, Message(graph =>
        {
            Write(graph, 2, "tiny");
            foreach (var (field, bytes) in _graph)
                Write(graph, field, bytes);
        }));
        Write(model, 8, Message(opset => Write(opset, 2, 18)));
        // The operator that ML.NET keeps names in lies in a domain of its own.
        Write(model, 8, Message(opset =>
        {
            Write(opset, 1, "ai.onnx.ml");
            Write(opset, 2, 3);
        }));
    });

    private TinyModel Add(int field, byte[] bytes)
    {
        _graph.Add((field, bytes));
        return this;
    }

    private static byte[] Variable(string name, int type, object[] shape) => Message(info =>
    {
        Write(info, 1, name);
        Write(info, 2, Message(typeProto => Write(typeProto, 1, Message(tensor =>
        {
            Write(tensor, 1, type);
            Write(tensor, 2, Message(dimensions =>
            {
                foreach (var size in shape)
                    Write(dimensions, 1, Message(dimension =>
                    {
                        if (size is int number)
                            Write(dimension, 1, number);
                        else
                            Write(dimension, 2, (string)size);
                    }));
            }));
        }))));
    });

    private static void WriteAttribute(CodedOutputStream message, string name, object value)
    {
        const int integer = 2;
        const int strings = 8;
        Write(message, 1, name);
        switch (value)
        {
            case int number:
                Write(message, 3, number);
                Write(message, 20, integer);
                break;
            case string[] texts:
                foreach (var text in texts)
                    Write(message, 9, text);
                Write(message, 20, strings);
                break;
            default:
                throw new ArgumentException($"No attribute is written from a {value.GetType()}.", nameof(value));
        }
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
            write(output);
        return bytes.ToArray();
    }

    private static void Write(CodedOutputStream output, int field, long number)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(number);
    }

    private static void Write(CodedOutputStream output, int field, string text)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(text);
    }

    private static void Write(CodedOutputStream output, int field, byte[] message)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(message));
    }
}
