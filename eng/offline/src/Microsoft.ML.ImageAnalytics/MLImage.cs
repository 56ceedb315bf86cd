using Microsoft.ML.Data.Imaging;

namespace Microsoft.ML.Data;

public sealed class MLImage : IDisposable
{
    private static readonly string[] _encoded = [".jpg", ".jpeg", ".png", ".webp"];
    private static readonly string[] _known =
        [".bmp", ".gif", ".ico", ".astc", ".avif", ".dng", ".heif", ".ktx", ".pkm", ".wbmp", .. _encoded];

    private readonly MLPixelFormat _pixelFormat;
    private Bitmap _bitmap;
    private string _tag;

    private MLImage(Bitmap bitmap, MLPixelFormat pixelFormat)
    {
        _bitmap = bitmap;
        _pixelFormat = pixelFormat;
    }

    public static MLImage CreateFromStream(Stream imageStream)
    {
        ArgumentNullException.ThrowIfNull(imageStream);
        using var bytes = new MemoryStream();
        imageStream.CopyTo(bytes);
        var bitmap = PictureDecoder.Decode(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        return bitmap is null ? throw new ArgumentException("Invalid input stream contents", nameof(imageStream)) : new MLImage(bitmap, MLPixelFormat.Bgra32);
    }

    public static MLImage CreateFromFile(string imagePath)
    {
        ArgumentNullException.ThrowIfNull(imagePath);
        // The real one says no more of a file that is not there than of one that is no picture.
        var bitmap = File.Exists(imagePath) ? PictureDecoder.Decode(File.ReadAllBytes(imagePath)) : null;
        return bitmap is null ? throw new ArgumentException("Invalid path", nameof(imagePath)) : new MLImage(bitmap, MLPixelFormat.Bgra32);
    }

    public static MLImage CreateFromPixels(int width, int height, MLPixelFormat pixelFormat, ReadOnlySpan<byte> imagePixelData)
    {
        if (pixelFormat is not (MLPixelFormat.Bgra32 or MLPixelFormat.Rgba32))
            throw new ArgumentException("Unsupported pixel format", nameof(pixelFormat));
        if (width <= 0)
            throw new ArgumentException("Invalid width value.", nameof(width));
        if (height <= 0)
            throw new ArgumentException("Invalid height value.", nameof(height));
        if (imagePixelData.Length != (long)width * height * 4)
            throw new ArgumentException($"Invalid {nameof(imagePixelData)} buffer size.");
        return new MLImage(new Bitmap(width, height, imagePixelData.ToArray()), pixelFormat);
    }

    public int Width => Existing.Width;

    public int Height => Existing.Height;

    public int BitsPerPixel => Existing is not null ? 32 : 0;

    public MLPixelFormat PixelFormat => Existing is not null ? _pixelFormat : MLPixelFormat.Unknown;

    public ReadOnlySpan<byte> Pixels => Existing.Pixels;

    public byte[] GetBGRPixels
    {
        get
        {
            var bitmap = Existing;
            var blue = _pixelFormat == MLPixelFormat.Bgra32 ? 0 : 2;
            var result = new byte[bitmap.Width * bitmap.Height * 3];
            for (int from = 0, to = 0; to < result.Length; from += 4, to += 3)
            {
                var alpha = bitmap.Pixels[from + 3];
                result[to] = Bitmap.Divide(bitmap.Pixels[from + blue], alpha);
                result[to + 1] = Bitmap.Divide(bitmap.Pixels[from + 1], alpha);
                result[to + 2] = Bitmap.Divide(bitmap.Pixels[from + 2 - blue], alpha);
            }
            return result;
        }
    }

    public string Tag
    {
        get => Existing is not null ? _tag : null;
        set => _tag = Existing is not null ? value : null;
    }

    public unsafe void Save(string imagePath)
    {
        var bitmap = Existing;
        var extension = Path.GetExtension(imagePath).ToLowerInvariant();
        if (!_known.Contains(extension))
            throw new ArgumentException("Path has invalid image file extension.", nameof(imagePath));
        if (!_encoded.Contains(extension))
            throw new ArgumentException($"Saving image with the format '{extension}' is not supported. Try save it with `Jpeg`, `Png`, or `Webp` format.", nameof(imagePath));

        // Only PNG and WebP keep alpha; JPEG gets the colours as they lie over black.
        var isJpeg = extension is ".jpg" or ".jpeg";
        var bands = isJpeg ? 3 : 4;
        var blue = _pixelFormat == MLPixelFormat.Bgra32 ? 0 : 2;
        var samples = new byte[bitmap.Width * bitmap.Height * bands];
        for (int from = 0, to = 0; to < samples.Length; from += 4, to += bands)
        {
            var alpha = bitmap.Pixels[from + 3];
            for (var channel = 0; channel < 3; channel++)
            {
                var colour = bitmap.Pixels[from + (channel == 1 ? 1 : channel == 0 ? 2 - blue : blue)];
                samples[to + channel] = isJpeg ? colour : Bitmap.Divide(colour, alpha);
            }
            if (!isJpeg)
                samples[to + 3] = alpha;
        }
        fixed (byte* data = samples)
        {
            var image = Vips.vips_image_new_from_memory(data, (nuint)samples.Length, bitmap.Width, bitmap.Height, bands, Vips.FormatByte);
            if (image == 0)
                throw new InvalidOperationException($"libvips took no pixels to save: {Vips.TakeError()}");
            try
            {
                Vips.Save(image, imagePath + (extension == ".png" ? "" : "[Q=100]"));
            }
            finally
            {
                Vips.g_object_unref(image);
            }
        }
    }

    public void Dispose() => _bitmap = null;

    internal MLImage CloneWithResizing(int width, int height, ResizeMode mode) =>
        // The interpolating modes draw into a new bitmap, whose order is always the platform's own.
        mode == ResizeMode.Fill || _pixelFormat == MLPixelFormat.Bgra32
            ? new MLImage(Resizing.Resize(Existing, width, height, mode), _pixelFormat)
            : new MLImage(Resizing.Resize(SwapRedAndBlue(Existing), width, height, mode), MLPixelFormat.Bgra32);

    internal MLImage CloneWithGrayscale()
    {
        var source = _pixelFormat == MLPixelFormat.Bgra32 ? Existing : SwapRedAndBlue(Existing);
        var target = Bitmap.Allocate(source.Width, source.Height);
        for (var at = 0; at < target.Pixels.Length; at += 4)
        {
            var gray = (byte)(0.11f * source.Pixels[at] + 0.59f * source.Pixels[at + 1] + 0.3f * source.Pixels[at + 2] + 0.5f);
            target.Pixels.AsSpan(at, 3).Fill(gray);
            target.Pixels[at + 3] = source.Pixels[at + 3];
        }
        return new MLImage(target, MLPixelFormat.Bgra32);
    }

    private static Bitmap SwapRedAndBlue(Bitmap source)
    {
        var pixels = source.Pixels.ToArray();
        for (var at = 0; at < pixels.Length; at += 4)
            (pixels[at], pixels[at + 2]) = (pixels[at + 2], pixels[at]);
        return source with { Pixels = pixels };
    }

    private Bitmap Existing => _bitmap ?? throw new InvalidOperationException("Object is disposed.");
}
