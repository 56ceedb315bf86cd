using System.Buffers.Binary;

namespace Microsoft.ML.Data.Imaging;

/// <summary>What libvips does not tell of a damaged file: whether its end is missing, and whether a checksum is wrong.</summary>
internal static class FileEnds
{
    private const int PngSignature = 8;
    private const int ChunkFrame = 12;

    private static readonly uint[] CrcTable = Enumerable.Range(0, 256).Select(i =>
    {
        var value = (uint)i;
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) != 0 ? value >> 1 ^ 0xEDB88320 : value >> 1;
        return value;
    }).ToArray();

    public static bool IsPng(ReadOnlySpan<byte> file) => file.Length > PngSignature && file[1..4].SequenceEqual("PNG"u8);

    public static bool IsJpeg(ReadOnlySpan<byte> file) => file.StartsWith<byte>([0xFF, 0xD8]);

    /// <summary>Whether a JPEG's or PNG's last marker is nowhere in its last bytes.</summary>
    public static bool IsCutOff(ReadOnlySpan<byte> file)
    {
        var end = file[Math.Max(0, file.Length - 64)..];
        return IsJpeg(file) ? end.IndexOf<byte>([0xFF, 0xD9]) < 0 : IsPng(file) && end.IndexOf("IEND"u8) < 0;
    }

    /// <summary>Whether each chunk that a PNG cannot be read without, as far as it is there, has the checksum it states.</summary>
    public static bool HasRightChecksums(ReadOnlySpan<byte> png)
    {
        for (var rest = png[Math.Min(PngSignature, png.Length)..]; rest.Length >= ChunkFrame;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - ChunkFrame)
                return true;
            var content = rest.Slice(4, (int)length + 4);
            var isCritical = char.IsAsciiLetterUpper((char)content[0]);
            if (isCritical && Crc(content) != BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..]))
                return false;
            rest = rest[(ChunkFrame + (int)length)..];
        }
        return true;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var value = uint.MaxValue;
        foreach (var next in bytes)
            value = CrcTable[(byte)(value ^ next)] ^ value >> 8;
        return ~value;
    }
}
