using System.Text.Json;
using System.Text.Unicode;

namespace EfficientNet.Weights;

/// <summary>
/// The JSON header of a safetensors file, checked as the format's reference implementation checks it, and a little more
/// strictly: no key may stand twice, and no tensor may be nameless.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The header's length stands in the file's first eight bytes, little-endian.</summary>
    public const int LengthBytes = 8;

    /// <summary>The longest header the format allows.</summary>
    public const int MaximumLength = 100_000_000;

    private const string MetadataKey = "__metadata__";

    private readonly string _file;
    private readonly List<Entry> _entries = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    private SafetensorsHeader(string file) => _file = file;

    /// <summary>All tensors with their bytes' place behind the header, in the order of that place.</summary>
    public IReadOnlyList<Entry> Entries => _entries;

    /// <summary>The file's own notes; empty if it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <param name="file">The file's name, for messages.</param>
    /// <param name="json">The header's bytes.</param>
    /// <param name="dataLength">How many bytes follow the header.</param>
    /// <exception cref="WeightFileException">Anything about the header is not as the format wants it.</exception>
    public static SafetensorsHeader Parse(string file, ReadOnlySpan<byte> json, long dataLength)
    {
        var header = new SafetensorsHeader(file);
        if (json[0] != '{')
        {
            throw header.Problem($"the header should begin with '{{', but begins with the byte 0x{json[0]:X2}; this is no safetensors file, or a damaged one");
        }

        if (!Utf8.IsValid(json))
        {
            throw header.Problem("the header is not valid UTF-8; the file is damaged");
        }

        try
        {
            header.ReadAll(json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is how the reader answers escapes that are no Unicode, such as half a surrogate pair.
            throw new WeightFileException(file, null, $"the header is not valid JSON ({exception.Message}); the file is damaged", exception);
        }

        header._entries.Sort((a, b) => (a.Start, a.End).CompareTo((b.Start, b.End)));
        header.CheckPlaces(dataLength);
        return header;
    }

    private void ReadAll(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!_names.Add(name))
            {
                throw Problem("the name stands twice in the header", name);
            }

            reader.Read();
            if (name == MetadataKey)
            {
                ReadMetadata(ref reader);
            }
            else
            {
                ReadTensor(ref reader, name);
            }
        }

        while (reader.Read())
        {
            // Only the end of the outermost object is left; anything behind it makes the reader throw.
        }
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Problem($"{MetadataKey} should be an object of strings, but is {Describe(reader.TokenType)}");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
            {
                throw Problem($"the value of '{key}' in {MetadataKey} should be a string, but is {Describe(reader.TokenType)}");
            }

            if (!_metadata.TryAdd(key, reader.GetString()!))
            {
                throw Problem($"the key '{key}' stands twice in {MetadataKey}");
            }
        }
    }

    private void ReadTensor(ref Utf8JsonReader reader, string name)
    {
        if (name.Length == 0)
        {
            throw Problem("a tensor in the header has no name");
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Problem($"its entry should be an object with dtype, shape and data_offsets, but is {Describe(reader.TokenType)}", name);
        }

        string? typeName = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var property = reader.GetString()!;
            reader.Read();
            if (property switch { "dtype" => typeName is not null, "shape" => shape is not null, "data_offsets" => offsets is not null, _ => false })
            {
                throw Problem($"{property} stands twice in its entry", name);
            }

            switch (property)
            {
                case "dtype":
                    typeName = reader.TokenType == JsonTokenType.String
                        ? reader.GetString()!
                        : throw Problem($"dtype should be a string, but is {Describe(reader.TokenType)}", name);
                    break;
                case "shape":
                    shape = ReadNumbers(ref reader, name, property, int.MaxValue);
                    break;
                case "data_offsets":
                    offsets = ReadNumbers(ref reader, name, property, long.MaxValue);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        Add(
            name,
            typeName ?? throw Problem("its entry lacks dtype", name),
            shape ?? throw Problem("its entry lacks shape", name),
            offsets ?? throw Problem("its entry lacks data_offsets", name));
    }

    private List<long> ReadNumbers(ref Utf8JsonReader reader, string name, string property, long maximum)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Problem($"{property} should be an array of whole numbers, but is {Describe(reader.TokenType)}", name);
        }

        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number)
            {
                throw Problem($"{property} should hold whole numbers, but holds {Describe(reader.TokenType)}", name);
            }

            if (!reader.TryGetInt64(out var number) || number < 0 || number > maximum)
            {
                throw Problem($"{property} should hold whole numbers from 0 to {maximum}, but holds {System.Text.Encoding.UTF8.GetString(reader.ValueSpan)}", name);
            }

            numbers.Add(number);
        }

        return numbers;
    }

    private void Add(string name, string typeName, List<long> shape, List<long> offsets)
    {
        if (!SafetensorsTypes.TryParse(typeName, out var type))
        {
            throw Problem($"the type '{typeName}' is unknown; known are {SafetensorsTypes.AllNames}", name);
        }

        if (offsets.Count != 2)
        {
            throw Problem($"data_offsets should hold two numbers, a start and an end, but holds {offsets.Count}", name);
        }

        var (start, end) = (offsets[0], offsets[1]);
        if (start > end)
        {
            throw Problem($"its bytes start at {start}, behind their end at {end}", name);
        }

        var shapeText = $"[{string.Join(", ", shape)}]";
        Int128 bits = SafetensorsTypes.BitsOf(type);
        foreach (var dimension in shape)
        {
            bits *= dimension;
            if (bits > long.MaxValue)
            {
                throw Problem($"its shape {shapeText} stands for more numbers than can be counted in 64 bits", name);
            }
        }

        if (bits != (Int128)(end - start) * 8)
        {
            throw Problem($"{typeName} numbers of shape {shapeText} take {(bits + 7) / 8} bytes, but data_offsets [{start}, {end}] hold {end - start}", name);
        }

        _entries.Add(new Entry(new TensorInfo(name, type, shape.ConvertAll(dimension => (int)dimension)), start, end));
    }

    /// <summary>The tensors' bytes must fill all that follows the header: in order, without overlap, without gaps.</summary>
    private void CheckPlaces(long dataLength)
    {
        var end = 0L;
        var previous = "the header";
        foreach (var entry in _entries)
        {
            var name = entry.Info.Name;
            if (entry.End > dataLength)
            {
                throw Problem($"its bytes lie at {entry.Start} to {entry.End} behind the header, but only {dataLength} bytes follow it; the file is cut off: get it anew", name);
            }

            if (entry.Start < end)
            {
                throw Problem($"its bytes start at {entry.Start} and overlap those of {previous}, which end at {end}", name);
            }

            if (entry.Start > end)
            {
                throw Problem($"its bytes start at {entry.Start}, which leaves a gap after {previous}, whose end is at {end}", name);
            }

            (end, previous) = (entry.End, $"'{name}'");
        }

        if (end < dataLength)
        {
            throw Problem($"{dataLength - end} bytes that belong to no tensor follow after the last one");
        }
    }

    private WeightFileException Problem(string problem, string? tensor = null) => new(_file, tensor, problem);

    private static string Describe(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a truth value",
        JsonTokenType.Null => "null",
        _ => token.ToString(),
    };

    /// <summary>A tensor and the place of its bytes, counted from the header's end.</summary>
    public sealed record Entry(TensorInfo Info, long Start, long End);
}
