using System.Buffers.Binary;
using System.Text;

namespace EfficientNet.Weights.Pickle;

/// <summary>
/// The directory of a zip archive whose files are stored as they are, which is how PyTorch writes them: each is a range of the
/// archive's own bytes. Names are compared and never used as paths.
/// </summary>
internal sealed class StoredZip
{
    private const uint EndSignature = 0x06054B50;
    private const uint End64Signature = 0x06064B50;
    private const uint Locator64Signature = 0x07064B50;
    private const uint EntrySignature = 0x02014B50;
    private const uint LocalSignature = 0x04034B50;
    private const int EndLength = 22;
    private const int End64Length = 56;
    private const int Locator64Length = 20;
    private const int EntryLength = 46;
    private const int LocalLength = 30;
    private const int LongestComment = ushort.MaxValue;
    private const int MaximumDirectoryLength = 32 << 20;
    private const ushort Zip64Extra = 1;

    private readonly FileBytes _bytes;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public StoredZip(FileBytes bytes)
    {
        _bytes = bytes;
        var (start, length) = FindDirectory();
        if (length > MaximumDirectoryLength)
        {
            throw new InvalidDataException($"the archive's directory is stated as {length} bytes, at most {MaximumDirectoryLength} are read");
        }

        ReadDirectory(bytes.Slice(start, (int)length));
    }

    public IEnumerable<string> Names => _entries.Keys;

    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>Where a stored file's bytes lie in the archive.</summary>
    public (long Start, long Length) Find(string name)
    {
        if (!_entries.TryGetValue(name, out var entry))
        {
            throw new InvalidDataException($"the archive lacks '{PickleText.Printable(name)}'");
        }

        if (entry.Method != 0 || entry.CompressedLength != entry.Length || (entry.Flags & 1) != 0)
        {
            throw new InvalidDataException($"'{PickleText.Printable(name)}' is compressed or encrypted in the archive; PyTorch stores its files as they are");
        }

        var local = _bytes.Slice(entry.LocalHeader, LocalLength);
        if (BinaryPrimitives.ReadUInt32LittleEndian(local) != LocalSignature)
        {
            throw new InvalidDataException($"at byte {entry.LocalHeader} of the archive '{PickleText.Printable(name)}' should begin, but does not; the file is damaged");
        }

        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(local[26..]);
        if (Encoding.UTF8.GetString(_bytes.Slice(entry.LocalHeader + LocalLength, nameLength)) != name)
        {
            throw new InvalidDataException($"'{PickleText.Printable(name)}' has another name where its bytes begin than in the archive's directory");
        }

        var start = entry.LocalHeader + LocalLength + nameLength + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        return entry.Length <= _bytes.Length - start
            ? (start, entry.Length)
            : throw new InvalidDataException($"'{PickleText.Printable(name)}' is stated as {entry.Length} bytes at byte {start} of the archive, which has {_bytes.Length}; it is cut off or damaged: get it anew");
    }

    private (long Start, long Length) FindDirectory()
    {
        var tailLength = (int)Math.Min(_bytes.Length, EndLength + LongestComment);
        var tailStart = _bytes.Length - tailLength;
        var tail = _bytes.Slice(tailStart, tailLength);
        for (var place = tailLength - EndLength; place >= 0; place--)
        {
            var end = tail[place..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(end) == EndSignature
                && BinaryPrimitives.ReadUInt16LittleEndian(end[20..]) == end.Length - EndLength)
            {
                return FindDirectory64(tailStart + place)
                    ?? (BinaryPrimitives.ReadUInt32LittleEndian(end[16..]), BinaryPrimitives.ReadUInt32LittleEndian(end[12..]));
            }
        }

        throw new InvalidDataException("it begins as a zip archive, but has no directory at its end; it is cut off: get it anew");
    }

    private (long Start, long Length)? FindDirectory64(long end)
    {
        if (end < Locator64Length)
        {
            return null;
        }

        var locator = _bytes.Slice(end - Locator64Length, Locator64Length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != Locator64Signature)
        {
            return null;
        }

        var place = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
        var end64 = _bytes.Slice(place, End64Length);
        return BinaryPrimitives.ReadUInt32LittleEndian(end64) == End64Signature
            ? (BinaryPrimitives.ReadInt64LittleEndian(end64[48..]), Math.Max(0, BinaryPrimitives.ReadInt64LittleEndian(end64[40..])))
            : throw new InvalidDataException($"the end of the archive's directory should be at byte {place}, but is not; the file is damaged");
    }

    private void ReadDirectory(ReadOnlySpan<byte> rest)
    {
        while (rest.Length > 0)
        {
            if (rest.Length < EntryLength || BinaryPrimitives.ReadUInt32LittleEndian(rest) != EntrySignature)
            {
                throw new InvalidDataException("the archive's directory is malformed; the file is damaged");
            }

            int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(rest[28..]);
            int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(rest[30..]);
            int commentLength = BinaryPrimitives.ReadUInt16LittleEndian(rest[32..]);
            var total = EntryLength + nameLength + extraLength + commentLength;
            if (total > rest.Length)
            {
                throw new InvalidDataException("the archive's directory is malformed; the file is damaged");
            }

            var name = Encoding.UTF8.GetString(rest.Slice(EntryLength, nameLength));
            if (!_entries.TryAdd(name, ReadEntry(rest[..EntryLength], rest.Slice(EntryLength + nameLength, extraLength))))
            {
                throw new InvalidDataException($"'{PickleText.Printable(name)}' stands twice in the archive");
            }

            rest = rest[total..];
        }
    }

    private static Entry ReadEntry(ReadOnlySpan<byte> header, ReadOnlySpan<byte> extra)
    {
        // Numbers that do not fit 32 bits stand in a part of their own, in this order.
        long length = BinaryPrimitives.ReadUInt32LittleEndian(header[24..]);
        long compressed = BinaryPrimitives.ReadUInt32LittleEndian(header[20..]);
        long local = BinaryPrimitives.ReadUInt32LittleEndian(header[42..]);
        var large = LargeNumbers(extra);
        length = TakeLarge(length, ref large);
        compressed = TakeLarge(compressed, ref large);
        local = TakeLarge(local, ref large);
        return new Entry(
            BinaryPrimitives.ReadUInt16LittleEndian(header[8..]), BinaryPrimitives.ReadUInt16LittleEndian(header[10..]), length, compressed, local);
    }

    private static ReadOnlySpan<byte> LargeNumbers(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (length > extra.Length - 4)
            {
                break;
            }

            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == Zip64Extra)
            {
                return extra.Slice(4, length);
            }

            extra = extra[(4 + length)..];
        }

        return [];
    }

    private static long TakeLarge(long small, ref ReadOnlySpan<byte> large)
    {
        if (small != uint.MaxValue)
        {
            return small;
        }

        if (large.Length < sizeof(long) || BinaryPrimitives.ReadInt64LittleEndian(large) < 0)
        {
            throw new InvalidDataException("the archive's directory lacks the 64-bit length of a file; the file is damaged");
        }

        var number = BinaryPrimitives.ReadInt64LittleEndian(large);
        large = large[sizeof(long)..];
        return number;
    }

    private sealed record Entry(ushort Flags, ushort Method, long Length, long CompressedLength, long LocalHeader);
}
