using System.Buffers.Binary;

namespace Microsoft.ML.Data.Imaging;

/// <summary>Reads BMP files, which libvips does not: uncompressed, with 1, 4, 8 (palette), 24 or 32 bits a pixel.</summary>
internal static class BitmapFile
{
    private const int FileHeader = 14;
    private const int InfoHeader = 40;
    private const int Uncompressed = 0;

    public static bool Recognizes(ReadOnlySpan<byte> file) => file.StartsWith("BM"u8);

    /// <summary>The pixels, or null where this is no such file. Of a file that is cut off, the missing rows stay empty.</summary>
    public static Bitmap Decode(ReadOnlySpan<byte> file)
    {
        if (file.Length < FileHeader + InfoHeader)
            return null;
        var pixelsAt = Int32(file, 10);
        var headerSize = Int32(file, FileHeader);
        var width = Int32(file, FileHeader + 4);
        var statedHeight = Int32(file, FileHeader + 8);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(file[(FileHeader + 14)..]);
        var compression = Int32(file, FileHeader + 16);
        var colours = Int32(file, FileHeader + 32);
        if (headerSize < InfoHeader || width <= 0 || statedHeight is 0 or int.MinValue || compression != Uncompressed
            || bits is not (1 or 4 or 8 or 24 or 32) || pixelsAt < 0 || (long)width * bits > int.MaxValue - 31)
            return null;

        // A negative height means that rows come from the top.
        var height = Math.Abs(statedHeight);
        var paletteAt = FileHeader + headerSize;
        if (bits <= 8 && (colours < 0 || colours > 256 || paletteAt + 4L * (colours == 0 ? 1 << bits : colours) > file.Length))
            return null;
        var bitmap = Bitmap.Allocate(width, height);
        var stride = (width * bits + 31) / 32 * 4;
        for (var row = 0; row < height; row++)
        {
            var from = pixelsAt + (long)stride * row;
            if (from + stride > file.Length)
                break;
            var source = file.Slice((int)from, stride);
            var target = (statedHeight > 0 ? height - 1 - row : row) * width * 4;
            for (var x = 0; x < width; x++, target += 4)
            {
                ReadOnlySpan<byte> pixel;
                if (bits >= 24)
                    pixel = source[(x * bits / 8)..];
                else
                {
                    var index = source[x * bits / 8] >> (8 - bits - x * bits % 8) & ((1 << bits) - 1);
                    pixel = file[Math.Min(paletteAt + 4 * index, file.Length - 4)..];
                }
                bitmap.Set(target, pixel[2], pixel[1], pixel[0], 255);
            }
        }
        return bitmap;
    }

    private static int Int32(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadInt32LittleEndian(file[at..]);
}
