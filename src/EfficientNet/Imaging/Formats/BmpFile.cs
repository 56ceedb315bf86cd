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

    // OS/2 allows headers to be cut short anywhere behind the first 16 bytes; what is missing counts as zero.
    private const int ShortestHeaderBytes = 16;
    private const int LongestHeaderBytes = 124;

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
        : BinaryPrimitives.ReadUInt32LittleEndian(file[FileHeaderBytes..]) is OldHeaderBytes or (>= ShortestHeaderBytes and <= LongestHeaderBytes);

    public static PictureHeader Inspect(PictureBytes file)
    {
        const string part = "its header";
        var headerLength = file.UInt32Little(FileHeaderBytes, part);
        file.Slice(FileHeaderBytes, headerLength, part);
        long start = file.UInt32Little(10, part);
        long width, height;
        int depth;
        var compression = Compression.None;
        if (headerLength == OldHeaderBytes)
        {
            (width, height) = (file.UInt16Little(18, part), file.UInt16Little(20, part));
            depth = file.UInt16Little(24, part);
        }
        else
        {
            (width, height) = ((int)file.UInt32Little(18, part), Math.Abs((long)(int)file.UInt32Little(22, part)));
            depth = file.UInt16Little(28, part);
            compression = headerLength >= 20 ? (Compression)file.UInt32Little(30, part) : Compression.None;
        }

        file.CheckSize(width, height);
        if (depth is not (1 or 2 or 4 or 8 or 16 or 24 or 32))
        {
            throw file.Damaged($"its header states {depth} bits per pixel");
        }

        if (start < FileHeaderBytes + headerLength)
        {
            throw file.Damaged($"its rows are said to start at byte {start}, within its header");
        }

        switch (compression)
        {
            case Compression.None or Compression.BitFields or Compression.AlphaBitFields:
                // Rows fill up to four bytes. The last one must too: decoders drop it where they cannot read it as a whole.
                var end = start + (((width * depth) + 31) / 32 * 4 * height);
                if (end > file.Length)
                {
                    throw file.Truncated($"in the middle of its data, which take up the bytes from {start} to {end}");
                }

                break;
            case Compression.RunLength8 or Compression.RunLength4:
                CheckRuns(file, start, height, compression == Compression.RunLength8 ? 8 : 4);
                break;
            default:
                throw file.Unsupported($"compressed by method {(uint)compression}");
        }

        var hasAlpha = depth == 32 && headerLength >= 56 && compression != Compression.None && file.UInt32Little(66, part) != 0;
        return new PictureHeader(PictureFormat.Bmp, (int)width, (int)height, hasAlpha, Orientation: 1);
    }

    /// <summary>
    /// Follows the runs to the end of the last row. How many bytes they take also stands in the header, or 0, or whatever
    /// the writer thought of, so that is not looked at.
    /// </summary>
    private static void CheckRuns(PictureBytes file, long at, long height, int depth)
    {
        const string part = "the runs of its pixels";
        for (var row = 0L; row < height;)
        {
            var pair = file.Slice(at, 2, part);
            at += 2;
            switch ((pair[0], pair[1]))
            {
                case (0, 0):
                    row++;
                    break;
                case (0, 1):
                    return;
                case (0, 2):
                    row += file.Slice(at, 2, part)[1];
                    at += 2;
                    break;
                case (0, var pixels):
                    // Pixels one by one, filled up to two bytes.
                    var bytes = ((pixels * depth) + 15) / 16 * 2;
                    file.Slice(at, bytes, part);
                    at += bytes;
                    break;
                default:
                    break; // a run of one colour
            }
        }
    }
}
