using System.Buffers.Binary;

namespace EfficientNet.Imaging.Formats;

/// <summary>The orientation that EXIF data state (EXIF 2.3, section 4.6.4, tag 0112). Nonsense counts as not stated.</summary>
internal static class ExifOrientation
{
    private const int Tag = 0x0112;
    private const int ShortType = 3;
    private const int EntryBytes = 12;

    /// <summary>Of a JPEG's application segment; null if it is not one of EXIF data with an orientation.</summary>
    public static int? ReadSegment(ReadOnlySpan<byte> content) =>
        content.StartsWith("Exif\0\0"u8) ? Read(content[6..]) : null;

    /// <summary>Of the data alone, a small TIFF structure, or with the prefix that JPEG puts before them.</summary>
    public static int? Read(ReadOnlySpan<byte> data)
    {
        if (data.StartsWith("Exif\0\0"u8))
        {
            data = data[6..];
        }

        var isBigEndian = data.StartsWith("MM\0*"u8);
        if (data.Length < 8 || !(isBigEndian || data.StartsWith("II*\0"u8)))
        {
            return null;
        }

        var directory = isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(data[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
        if (directory > data.Length - 2)
        {
            return null;
        }

        var entries = data[((int)directory + 2)..];
        var count = Math.Min(UInt16(data[(int)directory..]), entries.Length / EntryBytes);
        for (var i = 0; i < count; i++)
        {
            var entry = entries[(i * EntryBytes)..];
            if (UInt16(entry) == Tag)
            {
                var value = UInt16(entry[8..]);
                return UInt16(entry[2..]) == ShortType && value is >= 1 and <= 8 ? value : null;
            }
        }

        return null;

        int UInt16(ReadOnlySpan<byte> at) => isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);
    }
}
