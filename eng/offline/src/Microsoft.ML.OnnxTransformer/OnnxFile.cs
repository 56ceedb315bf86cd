using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Onnx;

// What ONNX Runtime's session does not tell of a model: the declared types of inputs and outputs, and the attributes of nodes that carry
// slot names. Reads just these fields of the ONNX protobuf messages (the numbers are those of onnx.proto).
internal sealed class OnnxFile
{
    private const int Varint = 0;
    private const int EightBytes = 1;
    private const int Delimited = 2;
    private const int FourBytes = 5;

    private readonly Dictionary<string, string[]> _slotNames = [];

    private OnnxFile()
    {
    }

    public Dictionary<string, DataViewType> Inputs { get; } = [];

    public Dictionary<string, DataViewType> Outputs { get; } = [];

    // Null where the model names no slots for this column.
    public string[] SlotNames(string column) => _slotNames.GetValueOrDefault($"mlnet.{column}.SlotNames");

    public static OnnxFile Read(byte[] model)
    {
        var file = new OnnxFile();
        foreach (var (field, _, graph) in Fields(model))
            if (field == 7)
                file.ReadGraph(graph);
        return file;
    }

    private void ReadGraph(ReadOnlyMemory<byte> graph)
    {
        foreach (var (field, _, value) in Fields(graph))
        {
            if (field == 1)
                ReadNode(value);
            else if (field is 11 or 12)
            {
                var (name, type) = ReadValueInfo(value);
                (field == 11 ? Inputs : Outputs)[name] = type;
            }
        }
    }

    private void ReadNode(ReadOnlyMemory<byte> node)
    {
        var name = Fields(node).Where(f => f.Number == 3).Select(f => Text(f.Bytes)).LastOrDefault();
        if (name is null || !name.StartsWith("mlnet.", StringComparison.Ordinal) || !name.EndsWith(".SlotNames", StringComparison.Ordinal))
            return;
        foreach (var attribute in Fields(node).Where(f => f.Number == 5).Select(f => f.Bytes))
            if (Fields(attribute).Any(f => f.Number == 1 && Text(f.Bytes) == "keys_strings"))
                _slotNames.TryAdd(name, Fields(attribute).Where(f => f.Number == 9).Select(f => Text(f.Bytes)).ToArray());
    }

    private static (string Name, DataViewType Type) ReadValueInfo(ReadOnlyMemory<byte> info)
    {
        var name = "";
        DataViewType type = null;
        foreach (var (field, _, value) in Fields(info))
        {
            if (field == 1)
                name = Text(value);
            else if (field == 2)
                type = ReadType(value);
        }
        return (name, type);
    }

    private static DataViewType ReadType(ReadOnlyMemory<byte> type)
    {
        foreach (var (kind, _, tensor) in Fields(type))
        {
            if (kind != 1)
                throw Contracts.Except("Unsupported ONNX variable type: only tensors are supported here, not sequences or maps.");
            ulong element = 0;
            List<int> shape = null;
            foreach (var (field, number, value) in Fields(tensor))
            {
                if (field == 1)
                    element = number;
                else if (field == 2)
                    shape = Fields(value).Where(f => f.Number == 1).Select(f => ReadDimension(f.Bytes)).ToList();
            }
            return ToDataViewType(ItemType(element), shape ?? throw Contracts.Except("An ONNX input or output without a shape is not supported."));
        }
        throw Contracts.Except("An ONNX input or output without a type is not supported.");
    }

    // 0 for what is unknown.
    private static int ReadDimension(ReadOnlyMemory<byte> dimension)
    {
        var value = Fields(dimension).Where(f => f.Number == 1).Select(f => (long)f.Value).LastOrDefault();
        return value <= int.MaxValue
            ? (int)Math.Max(0, value)
            : throw Contracts.ExceptParam("dim", $"Dimension {value} in ONNX tensor cannot exceed the maximum of 32-bit signed integer.");
    }

    private static DataViewType ToDataViewType(PrimitiveDataViewType item, List<int> shape)
    {
        if (shape.Count == 0)
            return item;
        // The first is the batch's, and there is one row at a time.
        if (shape[0] == 0)
            shape[0] = 1;
        return shape.Contains(0) ? new VectorDataViewType(item, 0) : new VectorDataViewType(item, shape.ToArray());
    }

    private static PrimitiveDataViewType ItemType(ulong element) => element switch
    {
        1 => NumberDataViewType.Single,
        2 => NumberDataViewType.Byte,
        3 => NumberDataViewType.SByte,
        4 => NumberDataViewType.UInt16,
        5 => NumberDataViewType.Int16,
        6 => NumberDataViewType.Int32,
        7 => NumberDataViewType.Int64,
        8 => TextDataViewType.Instance,
        9 => BooleanDataViewType.Instance,
        11 => NumberDataViewType.Double,
        12 => NumberDataViewType.UInt32,
        13 => NumberDataViewType.UInt64,
        _ => throw Contracts.Except($"Unsupported ONNX scalar type: {element}"),
    };

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    // The fields of one message, in order: a number has a value, all else has bytes.
    private static IEnumerable<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)> Fields(ReadOnlyMemory<byte> message)
    {
        var at = 0;
        while (at < message.Length)
        {
            var tag = ReadVarint(message.Span, ref at);
            var number = (int)(tag >> 3);
            switch ((int)(tag & 7))
            {
                case Varint:
                    yield return (number, ReadVarint(message.Span, ref at), default);
                    break;
                case Delimited:
                    var length = ReadVarint(message.Span, ref at);
                    if (length > (ulong)(message.Length - at))
                        throw Contracts.ExceptDecode("The ONNX model is cut off.");
                    yield return (number, 0, message.Slice(at, (int)length));
                    at += (int)length;
                    break;
                case EightBytes:
                    at += 8;
                    break;
                case FourBytes:
                    at += 4;
                    break;
                default:
                    throw Contracts.ExceptDecode("The ONNX model is no valid protobuf message.");
            }
        }
    }

    private static ulong ReadVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64 && at < bytes.Length; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
        throw Contracts.ExceptDecode("The ONNX model is cut off.");
    }
}
