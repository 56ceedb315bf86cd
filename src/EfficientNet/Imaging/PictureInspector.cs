using EfficientNet.Imaging.Formats;

namespace EfficientNet.Imaging;

/// <summary>
/// Looks a picture's file over before it is decoded: whether it is one, whether it is all there, and how large it is.
/// Decoders cannot be left to it: some return half a picture for half a file without a word, or try to allocate whatever
/// size a header claims.
/// </summary>
public static class PictureInspector
{
    /// <summary>The default limit of a picture's size: 178,956,970 pixels, half a gibibyte of RGB.</summary>
    public const long DefaultMaximumPixels = 178_956_970;

    /// <summary>
    /// Inspects a file's bytes. The time it takes grows with the file (for PNG, with the pixels too, which are inflated to
    /// see that all are there); the memory it takes does not grow with the pixels. What follows a complete picture is not
    /// looked at.
    /// </summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">The file's path, or another name for it, for messages.</param>
    /// <param name="maximumPixels">The largest size, width times height, that is let through.</param>
    /// <returns>What the file says of the picture.</returns>
    /// <exception cref="PictureException">The file holds no picture that can be decoded as a whole; the reason says why.</exception>
    public static PictureHeader Inspect(ReadOnlyMemory<byte> bytes, string name, long maximumPixels = DefaultMaximumPixels)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumPixels, 1);
        if (bytes.IsEmpty)
        {
            throw new PictureException(name, PictureProblem.Empty, "the file is empty; get it anew or leave it out");
        }

        return Begins([0xFF, 0xD8, 0xFF]) ? JpegFile.Inspect(As("JPEG"))
            : Begins([0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n']) ? PngFile.Inspect(As("PNG"))
            : Begins("GIF87a"u8) || Begins("GIF89a"u8) ? GifFile.Inspect(As("GIF"))
            : Begins("RIFF"u8) && Begins("WEBP"u8, at: 8) ? WebPFile.Inspect(As("WebP"))
            : Begins("BM"u8) && BmpFile.IsLikely(bytes.Span) ? BmpFile.Inspect(As("BMP"))
            : throw ForeignContent.Refuse(bytes.Span, name);

        PictureBytes As(string format) => new(bytes, name, format, maximumPixels);

        // A file that ends within the signature counts as begun; its format's reader will find that the rest is missing.
        bool Begins(ReadOnlySpan<byte> signature, int at = 0)
        {
            var found = bytes.Span[Math.Min(at, bytes.Length)..];
            return found.Length >= signature.Length ? found.StartsWith(signature) : bytes.Length > 1 && signature.StartsWith(found);
        }
    }
}
