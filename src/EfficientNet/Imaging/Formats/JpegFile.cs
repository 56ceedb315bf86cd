namespace EfficientNet.Imaging.Formats;

/// <summary>
/// JPEG (ITU T.81, annex B): segments, each begun by a marker, and compressed data after each start of scan, up to the
/// marker of the end. Bytes between segments that belong to none are passed over, as all decoders do.
/// </summary>
internal static class JpegFile
{
    private const int StartOfScan = 0xDA;
    private const int EndOfImage = 0xD9;
    private const int FirstApplicationSegment = 0xE1;

    public static PictureHeader Inspect(PictureBytes file)
    {
        var at = 2;
        (int Width, int Height)? size = null;
        int? orientation = null;
        var scans = 0;
        while (true)
        {
            var marker = NextMarker(file, ref at, scans > 0);
            if (marker == EndOfImage)
            {
                break;
            }

            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
            {
                continue; // these stand alone
            }

            var length = file.UInt16Big(at, "a segment");
            if (length < 2)
            {
                throw file.Damaged($"a segment at byte {at} states a length of {length}");
            }

            var content = file.Slice(at + 2, length - 2, "a segment");
            if (IsFrameHeader(marker))
            {
                size ??= ReadFrameHeader(file, marker, content);
            }
            else if (marker == FirstApplicationSegment)
            {
                orientation ??= ExifOrientation.ReadSegment(content);
            }
            else if (marker == StartOfScan)
            {
                if (size is null)
                {
                    throw file.Damaged("it has pixels before it states its size");
                }

                scans++;
            }

            at += length;
        }

        if (scans == 0 || size is not { } found)
        {
            throw file.Damaged("it has no pixels");
        }

        return new PictureHeader(PictureFormat.Jpeg, found.Width, found.Height, HasAlpha: false, orientation ?? 1);
    }

    /// <summary>
    /// Goes behind the next marker, over compressed data and stray bytes. Within compressed data, FF 00 is a byte of data,
    /// and repeated FF only fill.
    /// </summary>
    private static int NextMarker(PictureBytes file, ref int at, bool isBehindScan)
    {
        while (true)
        {
            var offset = at < file.Length ? file.Span[at..].IndexOf((byte)0xFF) : -1;
            if (offset < 0 || at + offset + 1 >= file.Length)
            {
                throw file.Truncated(isBehindScan ? "in the middle of its data, without an end marker" : "before its data");
            }

            at += offset + 1;
            var code = file.Span[at];
            if (code is not (0x00 or 0xFF))
            {
                at++;
                return code;
            }
        }
    }

    private static bool IsFrameHeader(int marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static (int Width, int Height) ReadFrameHeader(PictureBytes file, int marker, ReadOnlySpan<byte> content)
    {
        if (content.Length < 6)
        {
            throw file.Damaged("its frame header is too short");
        }

        var (precision, components) = (content[0], content[5]);
        file.CheckSize((content[3] << 8) | content[4], (content[1] << 8) | content[2]);
        if (marker is not (0xC0 or 0xC1 or 0xC2 or 0xC9 or 0xCA))
        {
            throw file.Unsupported("of a lossless or hierarchical kind");
        }

        if (precision != 8)
        {
            throw file.Unsupported($"one with {precision} bits per colour");
        }

        if (components is not (1 or 3 or 4) || content.Length != 6 + components * 3)
        {
            throw file.Damaged($"its frame header states {components} components in {content.Length} bytes");
        }

        return ((content[3] << 8) | content[4], (content[1] << 8) | content[2]);
    }
}
