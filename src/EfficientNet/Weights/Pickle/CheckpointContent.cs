using System.Buffers.Binary;
using System.Numerics;

namespace EfficientNet.Weights.Pickle;

/// <summary>What a checkpoint holds: its pickled object, and for each storage that one names, where its bytes begin in the file.</summary>
internal sealed record CheckpointContent(object? Root, IReadOnlyDictionary<string, long> StorageStarts)
{
    private const string PickleName = "data.pkl";
    private const long LegacyProtocol = 1001;

    private static readonly BigInteger _legacyMagic = BigInteger.Parse("119547037146038801333356");

    public static bool IsZip(ReadOnlySpan<byte> start) => start.StartsWith("PK"u8);

    public static bool IsPickle(ReadOnlySpan<byte> start) => start is [(byte)PickleOpcode.Proto, >= 2 and <= 5, ..];

    public static CheckpointContent Read(FileBytes bytes)
    {
        var start = bytes.Slice(0, (int)Math.Min(bytes.Length, 2));
        return IsZip(start) ? ReadZip(bytes)
            : IsPickle(start) ? ReadLegacy(bytes)
            : throw new InvalidDataException("a checkpoint as PyTorch saves it was expected, which begins as a zip archive or a pickle does, but this file does not");
    }

    private static CheckpointContent ReadZip(FileBytes bytes)
    {
        var zip = new StoredZip(bytes);
        var pickles = zip.Names.Where(name => name.EndsWith($"/{PickleName}", StringComparison.Ordinal)).Take(2).ToList();
        if (pickles.Count != 1)
        {
            throw new InvalidDataException($"a checkpoint of PyTorch's was expected, a zip archive with one {PickleName} in it, but this one has {(pickles.Count == 0 ? "none" : "several")}");
        }

        PickleText.CheckName(pickles[0]);
        var folder = pickles[0][..^PickleName.Length];
        CheckByteOrder(bytes, zip, $"{folder}byteorder");
        var starts = new Dictionary<string, long>(StringComparer.Ordinal);
        var (start, length) = zip.Find(pickles[0]);
        if (length > PickleReader.MaximumLength)
        {
            throw new InvalidDataException($"its {PickleName} is {length} bytes long, at most {PickleReader.MaximumLength} are read");
        }

        var reader = new PickleReader(bytes.Slice(start, (int)length), id => StorageOf(id, zip, folder, starts));
        var root = reader.Read();
        return reader.Position == length
            ? new CheckpointContent(root, starts)
            : throw new InvalidDataException($"its {PickleName} goes on for {length - reader.Position} bytes behind the pickle's end");
    }

    private static void CheckByteOrder(FileBytes bytes, StoredZip zip, string name)
    {
        if (!zip.Contains(name))
        {
            return;
        }

        var (start, length) = zip.Find(name);
        if (!bytes.Slice(start, (int)Math.Min(length, 6)).SequenceEqual("little"u8))
        {
            throw new InvalidDataException("its numbers are not stored with the lowest byte first ('little' in byteorder); save it on another machine");
        }
    }

    private static StorageReference StorageOf(PickleTuple id, StoredZip zip, string folder, Dictionary<string, long> starts)
    {
        if (id.Items is not ["storage", PickleGlobal type, string key, string, long and >= 0]
            || TorchGlobals.StorageType(type) is not { } elementType)
        {
            throw NoStorage(id);
        }

        PickleText.CheckName(key);
        var count = (long)id.Items[4]!;
        var storage = new StorageReference(key, elementType, count, 0, count);
        var (start, length) = zip.Find($"{folder}data/{key}");
        CheckLength(storage, length);
        starts[key] = start;
        return storage;
    }

    /// <summary>PyTorch's form before version 1.6: pickles one after the other, then each storage behind the count of its numbers.</summary>
    private static CheckpointContent ReadLegacy(FileBytes bytes)
    {
        var position = 0L;
        if (ReadPickle(bytes, ref position) is not BigInteger magic || magic != _legacyMagic)
        {
            throw new InvalidDataException("it is a pickle, but none of PyTorch's");
        }

        if (ReadPickle(bytes, ref position) is not LegacyProtocol)
        {
            throw new InvalidDataException($"its version is not {LegacyProtocol}, the only one that PyTorch's older form has");
        }

        if (ReadPickle(bytes, ref position) is not PickleDictionary system || !system.TryGet("little_endian", out var order) || order is not true)
        {
            throw new InvalidDataException("its numbers are not stored with the lowest byte first (little_endian); save it on another machine");
        }

        var storages = new Dictionary<string, StorageReference>(StringComparer.Ordinal);
        var root = ReadPickle(bytes, ref position, id => LegacyStorageOf(id, storages));
        if (ReadPickle(bytes, ref position) is not PickleList keys || keys.Items.Count != storages.Count)
        {
            throw new InvalidDataException($"its list of storages does not name the {storages.Count} that its tensors have; the file is damaged");
        }

        var starts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var item in keys.Items)
        {
            if (item is not string key || !storages.TryGetValue(key, out var storage) || starts.ContainsKey(key))
            {
                throw new InvalidDataException("its list of storages names one that no tensor has, or one twice; the file is damaged");
            }

            var count = BinaryPrimitives.ReadInt64LittleEndian(bytes.Slice(position, sizeof(long)));
            position += sizeof(long);
            if (count != storage.RootCount)
            {
                throw new InvalidDataException($"the storage '{PickleText.Printable(key)}' has {count} numbers where they lie, but {storage.RootCount} were expected");
            }

            CheckLength(storage, Math.Min(bytes.Length - position, (long)Int128.Min((Int128)count * storage.ElementSize, long.MaxValue)));
            starts.Add(key, position);
            position += count * storage.ElementSize;
        }

        return position == bytes.Length
            ? new CheckpointContent(root, starts)
            : throw new InvalidDataException($"{bytes.Length - position} bytes that belong to no storage follow the last one");
    }

    private static object? ReadPickle(FileBytes bytes, ref long position, Func<PickleTuple, StorageReference>? storageOf = null)
    {
        var reader = new PickleReader(bytes.Slice(position, (int)Math.Min(bytes.Length - position, PickleReader.MaximumLength)), storageOf);
        var value = reader.Read();
        position += reader.Position;
        return value;
    }

    private static StorageReference LegacyStorageOf(PickleTuple id, Dictionary<string, StorageReference> storages)
    {
        if (id.Items is not ["storage", PickleGlobal type, string key, string, long and >= 0, var view]
            || TorchGlobals.StorageType(type) is not { } elementType)
        {
            throw NoStorage(id);
        }

        PickleText.CheckName(key);
        var count = (long)id.Items[4]!;
        var whole = new StorageReference(key, elementType, count, 0, count);
        if (storages.TryGetValue(key, out var known) && known != whole)
        {
            throw new InvalidDataException($"the storage '{PickleText.Printable(key)}' is described twice and differently");
        }

        storages[key] = whole;
        return view switch
        {
            null => whole,
            PickleTuple { Items: [string, long start and >= 0, long length and >= 0] } when start <= count && length <= count - start =>
                whole with { Offset = start, Count = length },
            _ => throw NoStorage(id),
        };
    }

    private static void CheckLength(StorageReference storage, long length)
    {
        if ((Int128)storage.RootCount * storage.ElementSize != length)
        {
            throw new InvalidDataException(
                $"the storage '{PickleText.Printable(storage.Key)}' should have {storage.RootCount} numbers of {storage.ElementSize} bytes ({storage.ElementType}), but has {length} bytes; the file is cut off or damaged: get it anew");
        }
    }

    private static InvalidDataException NoStorage(PickleTuple id) =>
        new($"BINPERSID names something by ({string.Join(", ", id.Items.Take(8).Select(PickleText.Describe))}), which is not how PyTorch names a storage");
}
