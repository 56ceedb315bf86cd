namespace EfficientNet.Imaging.Formats;

/// <summary>
/// WebP (RFC 9649): chunks in a RIFF container. A simple file holds one picture chunk, an extended one states its size and
/// features first; of an animation, the first frame counts.
/// </summary>
internal static class WebPFile
{
    private const int ContainerBytes = 12;
    private const int ChunkBytes = 8;
    private const int FrameHeaderBytes = 16;

    public static PictureHeader Inspect(PictureBytes file)
    {
        long end = file.UInt32Little(4, "its header") + 8L;
        if (end > file.Length)
        {
            throw file.Truncated($"in the middle of its data, of which its header states {end} bytes");
        }

        PictureHeader? extended = null;
        PictureHeader? found = null;
        int? orientation = null;
        for (long at = ContainerBytes; at + ChunkBytes <= end;)
        {
            var type = file.Slice(at, 4, "a chunk");
            long length = file.UInt32Little(at + 4, "a chunk");
            var start = at + ChunkBytes;
            if (start + length > end)
            {
                throw file.Damaged($"a chunk at byte {at} is longer than the file says it is itself");
            }

            if (type.SequenceEqual("VP8X"u8))
            {
                extended ??= ReadExtended(file, start, length);
            }
            else if (type.SequenceEqual("VP8 "u8) || type.SequenceEqual("VP8L"u8))
            {
                found ??= ReadPicture(file, type, start, length);
            }
            else if (type.SequenceEqual("ANMF"u8) && found is null)
            {
                found = ReadFrame(file, start, length);
            }
            else if (type.SequenceEqual("EXIF"u8))
            {
                orientation ??= ExifOrientation.Read(file.Slice(start, length, "a chunk"));
            }

            at = start + length + (length & 1);
        }

        if (found is null)
        {
            throw file.Damaged("it has no pixels");
        }

        return (extended ?? found) with { Orientation = orientation ?? 1 };
    }

    private static PictureHeader ReadExtended(PictureBytes file, long start, long length)
    {
        if (length < 10)
        {
            throw file.Damaged($"its header has {length} bytes instead of 10");
        }

        var content = file.Slice(start, 10, "its header");
        var (width, height) = (1L + UInt24(content[4..]), 1L + UInt24(content[7..]));
        file.CheckSize(width, height);
        return new PictureHeader(PictureFormat.WebP, (int)width, (int)height, (content[0] & 0x10) != 0, Orientation: 1);
    }

    /// <summary>The picture within a frame of an animation: after the frame's own header, chunks as in the file.</summary>
    private static PictureHeader? ReadFrame(PictureBytes file, long start, long length)
    {
        var end = start + length;
        for (var at = start + FrameHeaderBytes; at + ChunkBytes <= end;)
        {
            var type = file.Slice(at, 4, "a frame");
            long inner = file.UInt32Little(at + 4, "a frame");
            if (at + ChunkBytes + inner > end)
            {
                throw file.Damaged($"a chunk at byte {at} is longer than the frame around it");
            }

            if (type.SequenceEqual("VP8 "u8) || type.SequenceEqual("VP8L"u8))
            {
                return ReadPicture(file, type, at + ChunkBytes, inner);
            }

            at += ChunkBytes + inner + (inner & 1);
        }

        return null;
    }

    private static PictureHeader ReadPicture(PictureBytes file, ReadOnlySpan<byte> type, long start, long length)
    {
        var isLossless = type.SequenceEqual("VP8L"u8);
        if (length < (isLossless ? 5 : 10))
        {
            throw file.Damaged($"its data have {length} bytes, too few for a header");
        }

        if (isLossless)
        {
            // VP8L: a signature, then 14 bits width - 1, 14 bits height - 1, one bit alpha, three bits version.
            var bits = file.UInt32Little(start + 1, "its data");
            if (file.Span[(int)start] != 0x2F || bits >> 29 != 0)
            {
                throw file.Damaged("its data do not begin as lossless data do");
            }

            return Sized(file, 1 + (bits & 0x3FFF), 1 + ((bits >> 14) & 0x3FFF), (bits >> 28 & 1) != 0);
        }

        // VP8: a frame tag (bit 0 clear in a key frame, the top 19 bits the first partition's length), a signature, sizes.
        var content = file.Slice(start, 10, "its data");
        var tag = UInt24(content);
        if ((tag & 1) != 0 || !content[3..6].SequenceEqual<byte>([0x9D, 0x01, 0x2A]))
        {
            throw file.Damaged("its data do not begin as lossy data do");
        }

        if (10 + (tag >> 5) > length)
        {
            throw file.Damaged($"the first part of its data should have {tag >> 5} bytes, but {length - 10} are there");
        }

        return Sized(file, file.UInt16Little(start + 6, "its data") & 0x3FFF, file.UInt16Little(start + 8, "its data") & 0x3FFF, hasAlpha: false);
    }

    private static PictureHeader Sized(PictureBytes file, long width, long height, bool hasAlpha)
    {
        file.CheckSize(width, height);
        return new PictureHeader(PictureFormat.WebP, (int)width, (int)height, hasAlpha, Orientation: 1);
    }

    private static int UInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
