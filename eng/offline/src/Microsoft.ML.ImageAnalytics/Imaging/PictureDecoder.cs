namespace Microsoft.ML.Data.Imaging;

/// <summary>Turns a picture file's bytes into pixels: embedded profiles and EXIF orientation are not applied, of several frames the first is taken.</summary>
internal static unsafe class PictureDecoder
{
    // What the real one reads, too; libvips would also read TIFF, SVG and more.
    private static readonly string[] _formats = ["Jpeg", "Png", "Webp", "Nsgif"];

    /// <summary>The pixels, or null where the bytes are no picture that can be read.</summary>
    public static Bitmap Decode(ReadOnlySpan<byte> file)
    {
        if (BitmapFile.Recognizes(file))
            return BitmapFile.Decode(file);
        fixed (byte* bytes = file)
        {
            if (bytes is null || Vips.FindLoader(bytes, file.Length) is not { } loader || !_formats.Any(f => loader.Contains(f, StringComparison.Ordinal)))
                return null;
            if (FileEnds.IsPng(file) && !FileEnds.HasRightChecksums(file))
                return null;
            // fail_on=none: of a damaged file, what there is.
            var image = Vips.Open(bytes, file.Length, "[access=sequential,fail_on=none]");
            if (image == 0)
            {
                Vips.vips_error_clear();
                return null;
            }
            try
            {
                var bitmap = Read(image);
                if (bitmap is not null && FileEnds.IsCutOff(file))
                    ClearFiller(bitmap, FileEnds.IsJpeg(file) ? (byte)128 : (byte)0);
                return bitmap;
            }
            finally
            {
                Vips.g_object_unref(image);
            }
        }
    }

    /// <summary>Makes the last rows empty that are nothing but the gray libvips puts where there are no data.</summary>
    private static void ClearFiller(Bitmap bitmap, byte gray)
    {
        var filler = Enumerable.Repeat<byte[]>([gray, gray, gray, 255], bitmap.Width).SelectMany(pixel => pixel).ToArray();
        for (var row = bitmap.Height - 1; row >= 0; row--)
        {
            var pixels = bitmap.Pixels.AsSpan(row * filler.Length, filler.Length);
            if (!pixels.SequenceEqual(filler))
                break;
            pixels.Clear();
        }
    }

    private static Bitmap Read(nint image)
    {
        var width = Vips.vips_image_get_width(image);
        var height = Vips.vips_image_get_height(image);
        var bands = Vips.vips_image_get_bands(image);
        var bytesPerSample = Vips.vips_image_get_format(image) switch
        {
            Vips.FormatByte => 1,
            Vips.FormatUnsignedShort => 2,
            var format => throw new InvalidOperationException($"Unsupported image format (libvips band format {format})."),
        };
        var bitmap = Bitmap.Allocate(width, height);
        var samples = Vips.vips_image_write_to_memory(image, out var size);
        if (samples is null)
        {
            Vips.vips_error_clear();
            return null;
        }
        try
        {
            // Of sixteen bits the upper eight count; they come second in memory, on every machine that .NET runs on.
            var source = new ReadOnlySpan<byte>(samples, checked((int)size));
            var isCmyk = Vips.vips_image_get_interpretation(image) == Vips.InterpretationCmyk;
            var step = bands * bytesPerSample;
            for (int at = 0, from = bytesPerSample - 1; at < bitmap.Pixels.Length; at += 4, from += step)
            {
                byte Sample(ReadOnlySpan<byte> s, int band) => s[from + band * bytesPerSample];
                switch (bands)
                {
                    case 1:
                    case 2:
                        var gray = Sample(source, 0);
                        bitmap.Set(at, gray, gray, gray, bands == 2 ? Sample(source, 1) : (byte)255);
                        break;
                    case 4 when isCmyk:
                        var black = (byte)(255 - Sample(source, 3));
                        bitmap.Set(at, Bitmap.Multiply((byte)(255 - Sample(source, 0)), black), Bitmap.Multiply((byte)(255 - Sample(source, 1)), black),
                            Bitmap.Multiply((byte)(255 - Sample(source, 2)), black), 255);
                        break;
                    default:
                        bitmap.Set(at, Sample(source, 0), Sample(source, 1), Sample(source, 2), bands == 4 ? Sample(source, 3) : (byte)255);
                        break;
                }
            }
            return bitmap;
        }
        finally
        {
            Vips.g_free(samples);
        }
    }
}
