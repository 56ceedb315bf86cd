namespace EfficientNet.Imaging.Formats;

/// <summary>
/// GIF (CompuServe, GIF89a): a screen, then blocks. Only the first picture is ever decoded, so the walk ends with the last
/// of that picture's data blocks.
/// </summary>
internal static class GifFile
{
    private const int Extension = 0x21;
    private const int GraphicControl = 0xF9;
    private const int ImageDescriptor = 0x2C;
    private const int Trailer = 0x3B;

    public static PictureHeader Inspect(PictureBytes file)
    {
        const string header = "its header";
        int width = file.UInt16Little(6, header), height = file.UInt16Little(8, header);
        var at = 13 + ColorTableBytes(file.Slice(10, 1, header)[0]);
        var isTransparent = false;
        while (true)
        {
            const string part = "a block before its picture";
            switch (file.Slice(at, 1, part)[0])
            {
                case Extension:
                    if (file.Slice(at + 1, 1, part)[0] == GraphicControl && file.Slice(at + 2, 1, part)[0] == 4)
                    {
                        isTransparent = (file.Slice(at + 3, 1, part)[0] & 1) != 0;
                    }

                    at = SkipDataBlocks(file, at + 2, part);
                    break;
                case ImageDescriptor:
                    const string data = "the data of its first picture";
                    int left = file.UInt16Little(at + 1, data), top = file.UInt16Little(at + 3, data);
                    int frameWidth = file.UInt16Little(at + 5, data), frameHeight = file.UInt16Little(at + 7, data);
                    file.CheckSize(frameWidth, frameHeight);
                    var coversScreen = left == 0 && top == 0 && frameWidth >= width && frameHeight >= height;

                    // Decoders widen a screen that is too small for its first picture, or stated as nothing at all.
                    (width, height) = (Math.Max(width, left + frameWidth), Math.Max(height, top + frameHeight));
                    file.CheckSize(width, height);
                    at += 10 + ColorTableBytes(file.Slice(at + 9, 1, data)[0]);
                    CheckData(file, at, data);
                    return new PictureHeader(PictureFormat.Gif, width, height, isTransparent || !coversScreen, Orientation: 1);
                case Trailer:
                    throw file.Damaged("it has no pixels");
                case var other:
                    throw file.Damaged($"a block at byte {at} is of the unknown kind {other:X2}");
            }
        }
    }

    private static void CheckData(PictureBytes file, int at, string part)
    {
        var codeBits = file.Slice(at, 1, part)[0];
        if (codeBits is < 1 or > 11)
        {
            throw file.Damaged($"its codes start with {codeBits} bits, which is not possible");
        }

        if (SkipDataBlocks(file, at + 1, part) == at + 2)
        {
            throw file.Damaged("it has no pixels");
        }
    }

    /// <summary>Blocks of data, each after a byte with its length, up to an empty one.</summary>
    private static int SkipDataBlocks(PictureBytes file, int at, string part)
    {
        while (true)
        {
            var length = file.Slice(at, 1, part)[0];
            at += 1 + length;
            if (length == 0)
            {
                return at;
            }
        }
    }

    private static int ColorTableBytes(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
}
