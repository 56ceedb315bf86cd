using System.Buffers.Binary;

namespace EfficientNet.Tests.Imaging;

/// <summary>
/// Small files of each format, put together by hand: right in structure, sizes and checksums; what is compressed within a
/// JPEG, GIF or WebP need not mean anything.
/// </summary>
internal static class TinyPictures
{
    public static byte[] PngFile(int width = 9, int height = 7) => Png.Write(DrawnPicture.Draw(width, height, 5));

    public static byte[] Jpeg(int width = 9, int height = 7, int frameMarker = 0xC0, int precision = 8, params byte[][] before) =>
    [
        0xFF, 0xD8,
        .. Segment(0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
        .. before.SelectMany(segment => segment),
        .. Segment(0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]),
        .. Segment(frameMarker, [(byte)precision, .. Big(height), .. Big(width), 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0]),
        .. Segment(0xC4, [0, 1, .. new byte[15], 0]),
        .. Scan(0x12, 0x34, 0xFF, 0x00, 0x56, 0xFF, 0xD0, 0x78, 0xFF, 0xFF, 0x00),
        0xFF, 0xD9,
    ];

    public static byte[] Scan(params byte[] data) => [.. Segment(0xDA, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]), .. data];

    public static byte[] Segment(int marker, params byte[] content) => [0xFF, (byte)marker, .. Big(content.Length + 2), .. content];

    /// <summary>An application segment of EXIF data with one entry.</summary>
    public static byte[] Exif(int orientation, bool isBigEndian = true) => Segment(0xE1, [.. "Exif\0\0"u8, .. ExifData(orientation, isBigEndian)]);

    public static byte[] ExifData(int orientation, bool isBigEndian = true) => isBigEndian
        ? [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0]
        : [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0];

    public static byte[] Gif(int width = 9, int height = 7, bool isTransparent = false) =>
    [
        .. "GIF89a"u8, .. Little(width), .. Little(height), 0x80, 0, 0,
        0, 0, 0, 255, 255, 255,
        0x21, 0xF9, 4, (byte)(isTransparent ? 1 : 0), 0, 0, 0, 0,
        0x21, 0xFE, 2, (byte)'h', (byte)'i', 0,
        0x2C, 0, 0, 0, 0, .. Little(width), .. Little(height), 0,
        2, 3, 0x84, 0x8F, 0xA9, 2, 0xCB, 0xED, 0,
        0x3B,
    ];

    public static byte[] Bmp(int width = 9, int height = 7, int depth = 24)
    {
        var stride = (width * depth + 31) / 32 * 4;
        var data = stride * Math.Abs(height);
        return
        [
            .. "BM"u8, .. Little32(54 + data), 0, 0, 0, 0, 54, 0, 0, 0,
            40, 0, 0, 0, .. Little32(width), .. Little32(height), 1, 0, .. Little(depth), 0, 0, 0, 0, .. Little32(data), .. new byte[16],
            .. new byte[data],
        ];
    }

    /// <summary>A GIF whose screen is stated apart from its one picture of 9 x 7, which lies at some place on it.</summary>
    public static byte[] GifOfFrameAt(int screenWidth, int screenHeight, int left, int top)
    {
        var file = Gif();
        ((byte[])[.. Little(screenWidth), .. Little(screenHeight)]).CopyTo(file, 6);
        ((byte[])[.. Little(left), .. Little(top)]).CopyTo(file, Array.IndexOf(file, (byte)0x2C) + 1);
        return file;
    }

    /// <summary>A bitmap whose header has any length; what goes beyond the usual 40 bytes is zero, what is cut off is left out.</summary>
    public static byte[] BmpOfHeader(int headerBytes)
    {
        byte[] fields = [.. Little32(headerBytes), .. Bmp().AsSpan(18, 36), .. new byte[124]];
        return [.. "BM"u8, .. new byte[8], .. Little32(14 + headerBytes), .. fields.AsSpan(0, headerBytes), .. Bmp().AsSpan(54)];
    }

    /// <summary>A bitmap of 9 x 4 of runs (of 8 bits a pixel): a run, a jump, pixels one by one, and the end of the last row.</summary>
    public static byte[] BmpOfRuns(int statedBytes = 0)
    {
        byte[] runs = [9, 1, 0, 0, 0, 2, 3, 1, 6, 1, 0, 0, 0, 3, 7, 8, 9, 0, 6, 2, 0, 0];
        return
        [
            .. "BM"u8, .. Little32(54 + 8 + runs.Length), 0, 0, 0, 0, 62, 0, 0, 0,
            40, 0, 0, 0, .. Little32(9), .. Little32(4), 1, 0, 8, 0, 1, 0, 0, 0, .. Little32(statedBytes), .. new byte[8], 2, 0, 0, 0, 0, 0, 0, 0,
            .. new byte[8], .. runs,
        ];
    }

    public static byte[] WebPLossless(int width = 9, int height = 7, bool hasAlpha = false) =>
        WebP(WebPChunk("VP8L", [0x2F, .. Little32((width - 1) | ((height - 1) << 14) | (hasAlpha ? 1 << 28 : 0)), 1, 2, 3]));

    public static byte[] WebPLossy(int width = 9, int height = 7) => WebP(WebPChunk("VP8 ", LossyData(width, height)));

    public static byte[] WebPExtended(int width = 9, int height = 7, int orientation = 6) => WebP(
        WebPChunk("VP8X", [0x18, 0, 0, 0, .. Little32(width - 1).AsSpan(0, 3), .. Little32(height - 1).AsSpan(0, 3)]),
        WebPChunk("VP8 ", LossyData(width, height)),
        WebPChunk("EXIF", ExifData(orientation)));

    public static byte[] WebP(params byte[][] chunks)
    {
        var content = chunks.SelectMany(chunk => chunk).ToArray();
        return [.. "RIFF"u8, .. Little32(content.Length + 4), .. "WEBP"u8, .. content];
    }

    public static byte[] WebPChunk(string type, params byte[] content) =>
        [.. System.Text.Encoding.ASCII.GetBytes(type), .. Little32(content.Length), .. content, .. new byte[content.Length & 1]];

    public static byte[] LossyData(int width, int height) => [4 << 5, 0, 0, 0x9D, 0x01, 0x2A, .. Little(width), .. Little(height), 1, 2, 3, 4];

    public static byte[] Little32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Little(int value) => [(byte)value, (byte)(value >> 8)];

    private static byte[] Big(int value) => [(byte)(value >> 8), (byte)value];
}
