using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using EfficientNet.Weights.Pickle;

namespace EfficientNet.Testing;

/// <summary>Puts pickles together, right or wrong, and the files around them.</summary>
internal sealed class PickleWriter
{
    private readonly List<byte> _bytes = [];

    public PickleWriter(byte protocol = 2) => Op(PickleOpcode.Proto, protocol);

    public PickleWriter Op(PickleOpcode opcode, params byte[] arguments)
    {
        _bytes.Add((byte)opcode);
        _bytes.AddRange(arguments);
        return this;
    }

    public PickleWriter Repeat(PickleOpcode opcode, int times)
    {
        _bytes.AddRange(Enumerable.Repeat((byte)opcode, times));
        return this;
    }

    public PickleWriter Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return Op(PickleOpcode.BinUnicode, [.. BitConverter.GetBytes(utf8.Length), .. utf8]);
    }

    public PickleWriter Int(int number) => Op(PickleOpcode.BinInt, BitConverter.GetBytes(number));

    public PickleWriter Global(string module, string name) => Op(PickleOpcode.Global, Encoding.UTF8.GetBytes($"{module}\n{name}\n"));

    public PickleWriter Ints(params int[] numbers)
    {
        Op(PickleOpcode.Mark);
        foreach (var number in numbers)
        {
            Int(number);
        }

        return Op(PickleOpcode.Tuple);
    }

    public PickleWriter Storage(string key, int count, string type = "FloatStorage", bool legacy = false)
    {
        Op(PickleOpcode.Mark).Text("storage").Global("torch", type).Text(key).Text("cpu").Int(count);
        return (legacy ? Op(PickleOpcode.None) : this).Op(PickleOpcode.Tuple).Op(PickleOpcode.BinPersId);
    }

    /// <summary>A tensor that is all of its storage, unless strides or offset say otherwise.</summary>
    public PickleWriter Tensor(string key, int[] shape, int[]? strides = null, int offset = 0, int? count = null, string type = "FloatStorage", bool legacy = false)
    {
        strides ??= [.. shape.Select((_, dimension) => shape[(dimension + 1)..].Aggregate(1, (product, size) => product * size))];
        return Global("torch._utils", "_rebuild_tensor_v2")
            .Op(PickleOpcode.Mark)
            .Storage(key, count ?? shape.Aggregate(1, (product, size) => product * size), type, legacy)
            .Int(offset).Ints(shape).Ints(strides)
            .Op(PickleOpcode.NewFalse).Global("collections", "OrderedDict").Op(PickleOpcode.EmptyTuple).Op(PickleOpcode.Reduce)
            .Op(PickleOpcode.Tuple).Op(PickleOpcode.Reduce);
    }

    /// <summary>A dictionary with one key, whose value is what is written.</summary>
    public PickleWriter Pair(string key, Action<PickleWriter> value)
    {
        Op(PickleOpcode.EmptyDict).Text(key);
        value(this);
        return Op(PickleOpcode.SetItem);
    }

    public byte[] Stop() => [.. Op(PickleOpcode.Stop)._bytes];

    /// <summary>The zip form around a pickle, with its storages.</summary>
    public byte[] Zip(params (string Key, byte[] Bytes)[] storages) =>
        Archive([("archive/data.pkl", Stop()), .. storages.Select(storage => ($"archive/data/{storage.Key}", storage.Bytes))]);

    public static byte[] Archive(IEnumerable<(string Name, byte[] Bytes)> files, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in files)
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    /// <summary>The older form around a pickle, with its storages.</summary>
    public byte[] Legacy(params (string Key, long Count, byte[] Bytes)[] storages)
    {
        var keys = new PickleWriter().Op(PickleOpcode.EmptyList);
        foreach (var (key, _, _) in storages)
        {
            keys.Text(key).Op(PickleOpcode.Append);
        }

        byte[] data = [.. storages.SelectMany(storage => (byte[])[.. BitConverter.GetBytes(storage.Count), .. storage.Bytes])];
        return [.. LegacyStart(), .. Stop(), .. keys.Stop(), .. data];
    }

    public static byte[] LegacyStart(bool littleEndian = true) =>
    [
        .. new PickleWriter().Op(PickleOpcode.Long1, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19).Stop(),
        .. new PickleWriter().Int(1001).Stop(),
        .. new PickleWriter().Pair("little_endian", writer => writer.Op(littleEndian ? PickleOpcode.NewTrue : PickleOpcode.NewFalse)).Stop(),
    ];

    public static byte[] Floats(params float[] numbers)
    {
        var bytes = new byte[numbers.Length * sizeof(float)];
        for (var index = 0; index < numbers.Length; index++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(index * sizeof(float)), numbers[index]);
        }

        return bytes;
    }
}
