using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace EfficientNet.Imaging.Formats;

/// <summary>
/// PNG (ISO/IEC 15948): chunks with checksums, of which IDAT hold the compressed rows. They are inflated, into a small
/// buffer that is overwritten, to see that no row is missing; a missing end chunk alone does no harm.
/// </summary>
internal static class PngFile
{
    private const int SignatureBytes = 8;
    private const int ChunkBytes = 12;

    private enum ColorType
    {
        Grey = 0,
        Rgb = 2,
        Palette = 3,
        GreyAlpha = 4,
        RgbAlpha = 6,
    }

    public static PictureHeader Inspect(PictureBytes file)
    {
        var header = ReadHeader(file);
        var data = new List<ReadOnlyMemory<byte>>();
        var hasAlpha = header.ColorType is ColorType.GreyAlpha or ColorType.RgbAlpha;
        var hasPalette = false;
        int? orientation = null;
        for (long at = SignatureBytes; at < file.Length;)
        {
            if (data.Count > 0 && file.Length - at < ChunkBytes)
            {
                break; // whether the rows are all there, inflating them will tell
            }

            var length = file.UInt32Big(at, "a chunk");
            var type = file.Slice(at + 4, 4, "a chunk");
            var isData = type.SequenceEqual("IDAT"u8);
            if (type.SequenceEqual("IEND"u8) || (data.Count > 0 && !isData && file.Length - at < ChunkBytes + length))
            {
                break; // so it will for chunks of no consequence that are cut off
            }

            if (isData && !hasPalette && header.ColorType == ColorType.Palette)
            {
                throw file.Damaged("its palette is missing");
            }

            var content = file.Slice(at + 8, length, isData ? "its data" : $"its {Name(type)} chunk");
            if (IsAncillary(type) && !HasItsSum(file, at, length))
            {
                at += ChunkBytes + length; // decoders pass over it, and the pixels are none the worse
                continue;
            }

            CheckSum(file, at, length, type);
            if (isData)
            {
                data.Add(file.Memory.Slice((int)at + 8, (int)length));
            }
            else if (type.SequenceEqual("PLTE"u8))
            {
                hasPalette = true;
            }
            else if (type.SequenceEqual("tRNS"u8))
            {
                hasAlpha = true;
            }
            else if (type.SequenceEqual("eXIf"u8))
            {
                orientation ??= ExifOrientation.Read(content);
            }

            at += ChunkBytes + length;
        }

        if (data.Count == 0)
        {
            throw file.Truncated("before its data");
        }

        CheckRows(file, data, header);
        return new PictureHeader(PictureFormat.Png, header.Width, header.Height, hasAlpha, orientation ?? 1);
    }

    private static Header ReadHeader(PictureBytes file)
    {
        const string part = "its header";
        var type = file.Slice(SignatureBytes + 4, 4, part);
        if (type.SequenceEqual("CgBI"u8))
        {
            throw file.Unsupported("one in the form that iOS applications carry");
        }

        if (file.UInt32Big(SignatureBytes, part) != 13 || !type.SequenceEqual("IHDR"u8))
        {
            throw file.Damaged("it does not begin with its header");
        }

        var content = file.Slice(SignatureBytes + 8, 13, part);
        CheckSum(file, SignatureBytes, 13, type);
        long width = BinaryPrimitives.ReadUInt32BigEndian(content), height = BinaryPrimitives.ReadUInt32BigEndian(content[4..]);
        file.CheckSize(width, height);
        var header = new Header((int)width, (int)height, content[8], (ColorType)content[9], content[12] == 1);
        var isPossible = header.ColorType switch
        {
            ColorType.Grey => header.Depth is 1 or 2 or 4 or 8 or 16,
            ColorType.Palette => header.Depth is 1 or 2 or 4 or 8,
            ColorType.Rgb or ColorType.GreyAlpha or ColorType.RgbAlpha => header.Depth is 8 or 16,
            _ => false,
        };
        return isPossible && content[10] == 0 && content[11] == 0 && content[12] <= 1
            ? header
            : throw file.Damaged($"its header states colour type {content[9]}, depth {content[8]}, compression {content[10]}, filter {content[11]} and interlacing {content[12]}, which do not exist together");
    }

    private static void CheckSum(PictureBytes file, long at, long length, ReadOnlySpan<byte> type)
    {
        var (stated, actual) = Sums(file, at, length);
        if (stated != actual)
        {
            throw file.Damaged($"the checksum of its {Name(type)} chunk at byte {at} is {actual:X8}, but {stated:X8} is stated");
        }
    }

    private static bool HasItsSum(PictureBytes file, long at, long length)
    {
        var (stated, actual) = Sums(file, at, length);
        return stated == actual;
    }

    private static (uint Stated, uint Actual) Sums(PictureBytes file, long at, long length) =>
        (file.UInt32Big(at + 8 + length, "a chunk's checksum"), Crc32.HashToUInt32(file.Slice(at + 4, length + 4, "a chunk")));

    /// <summary>Whether a picture can be shown without the chunk (section 5.4): its name begins with a small letter.</summary>
    private static bool IsAncillary(ReadOnlySpan<byte> type) => char.IsAsciiLetterLower((char)type[0]);

    private static void CheckRows(PictureBytes file, List<ReadOnlyMemory<byte>> data, Header header)
    {
        var expected = header.DataBytes();
        long found = 0;
        try
        {
            using var inflated = new ZLibStream(new ChainedStream(data), CompressionMode.Decompress);
            Span<byte> buffer = stackalloc byte[16384];
            while (found < expected && inflated.Read(buffer) is > 0 and var count)
            {
                found += count;
            }
        }
        catch (InvalidDataException exception)
        {
            throw file.Damaged($"its data cannot be inflated ({exception.Message})");
        }

        if (found < expected)
        {
            throw file.Truncated($"in the middle of its data, with {found} of {expected} bytes of its rows");
        }
    }

    // A chunk's name can be any four bytes in a damaged file.
    private static string Name(ReadOnlySpan<byte> type)
    {
        foreach (var letter in type)
        {
            if (!char.IsAsciiLetter((char)letter))
            {
                return Convert.ToHexString(type);
            }
        }

        return Encoding.ASCII.GetString(type);
    }

    private readonly record struct Header(int Width, int Height, int Depth, ColorType ColorType, bool IsInterlaced)
    {
        private int BitsPerPixel => Depth * ColorType switch { ColorType.Rgb => 3, ColorType.RgbAlpha => 4, ColorType.GreyAlpha => 2, _ => 1 };

        /// <summary>How many bytes the rows of the whole picture take, each with the byte of its filter before it.</summary>
        public long DataBytes()
        {
            if (!IsInterlaced)
            {
                return RowBytes(Width, Height);
            }

            // Adam7: where each of the seven passes starts, and its steps, along columns and rows.
            (int X, int Y, int StepX, int StepY)[] passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
            var total = 0L;
            foreach (var (x, y, stepX, stepY) in passes)
            {
                total += RowBytes(Steps(Width, x, stepX), Steps(Height, y, stepY));
            }

            return total;
        }

        private static long Steps(long size, int start, int step) => Math.Max(0, (size - start + step - 1) / step);

        private long RowBytes(long width, long height) => width == 0 ? 0 : height * (1 + (((width * BitsPerPixel) + 7) / 8));
    }
}
