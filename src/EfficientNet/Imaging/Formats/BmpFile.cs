using System.Buffers.Binary;

namespace EfficientNet.Imaging.Formats;

/// <summary>
/// Windows bitmaps: a file header, an information header of one of several lengths, and rows, whose place and length
/// follow from the headers. The file's length, which also stands in the header, is wrong in many and not looked at.
/// </summary>
internal static class BmpFile
{
    private const int FileHeaderBytes = 14;
    private const int OldHeaderBytes = 12;

    private enum Compression
    {
        None = 0,
        RunLength8 = 1,
        RunLength4 = 2,
        BitFields = 3,
        AlphaBitFields = 6,
    }

    /// <summary>"BM" alone may begin any text; the length of the information header tells, or what little there is of it.</summary>
    public static bool IsLikely(ReadOnlySpan<byte> file) => file.Length < FileHeaderBytes + 4
        ? file.Contains((byte)0)
        : BinaryPrimitives.ReadUInt32LittleEndian(file[FileHeaderBytes..]) is OldHeaderBytes or (>= 40 and <= 124);

    public static PictureHeader Inspect(PictureBytes file)
    {
        const string part = "its header";
        var headerLength = file.UInt32Little(FileHeaderBytes, part);
        file.Slice(FileHeaderBytes, headerLength, part);
        long start = file.UInt32Little(10, part);
        long width, height;
        int depth;
        var compression = Compression.None;
        var dataBytes = 0L;
        if (headerLength == OldHeaderBytes)
        {
            (width, height) = (file.UInt16Little(18, part), file.UInt16Little(20, part));
            depth = file.UInt16Little(24, part);
        }
        else
        {
            (width, height) = ((int)file.UInt32Little(18, part), Math.Abs((long)(int)file.UInt32Little(22, part)));
            depth = file.UInt16Little(28, part);
            compression = (Compression)file.UInt32Little(30, part);
            dataBytes = file.UInt32Little(34, part);
        }

        file.CheckSize(width, height);
        if (depth is not (1 or 4 or 8 or 16 or 24 or 32))
        {
            throw file.Damaged($"its header states {depth} bits per pixel");
        }

        switch (compression)
        {
            case Compression.None or Compression.BitFields or Compression.AlphaBitFields:
                // Rows fill up to four bytes; some writers leave that out after the last.
                var rowBytes = ((width * depth) + 7) / 8;
                dataBytes = ((rowBytes + 3) / 4 * 4 * (height - 1)) + rowBytes;
                break;
            case Compression.RunLength8 or Compression.RunLength4:
                break;
            default:
                throw file.Unsupported($"compressed by method {(uint)compression}");
        }

        if (start < FileHeaderBytes + headerLength)
        {
            throw file.Damaged($"its rows are said to start at byte {start}, within its header");
        }

        // Of run lengths, their sum is stated, or 0; then one byte at least must be there.
        if (start + Math.Max(1, dataBytes) > file.Length)
        {
            throw file.Truncated($"in the middle of its data, which take up the bytes from {start} to {start + dataBytes}");
        }

        var hasAlpha = depth == 32 && headerLength >= 56 && compression != Compression.None && file.UInt32Little(66, part) != 0;
        return new PictureHeader(PictureFormat.Bmp, (int)width, (int)height, hasAlpha, Orientation: 1);
    }
}
