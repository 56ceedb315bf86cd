using EfficientNet.Imaging;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>R, G, B of each pixel, row by row.</summary>
internal readonly record struct DecodedPicture(byte[] Pixels, int Height, int Width);

/// <summary>Decodes by ML.NET's <see cref="MLImage"/>, behind checks that its decoder does not make.</summary>
internal static class PictureDecoder
{
    // What an array holds at four bytes a pixel, which is what MLImage gives; the user's limit may be higher.
    private const long MostPixels = int.MaxValue / 4;

    /// <summary>Decodes a file's bytes; <paramref name="name"/> stands in the error.</summary>
    public static DecodedPicture Decode(byte[] bytes, string name, long maximumPixels)
    {
        // MLImage allocates whatever a header claims and fills up what a cut file lacks, so both are looked for first.
        PictureHeader header = PictureInspector.Inspect(bytes, name, Math.Min(maximumPixels, MostPixels));
        MLImage image;
        try
        {
            image = MLImage.CreateFromStream(new MemoryStream(bytes, writable: false));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new PictureException(name, PictureProblem.Undecodable,
                $"the file looks like {header.Format} of {header.Width} x {header.Height} pixels, but cannot be decoded ({exception.Message}); save it anew from an image editor or leave it out");
        }

        using (image)
        {
            return ToPixels(image, name);
        }
    }

    /// <summary>Copies an image's colours, divided by their alpha where they are multiplied with it; alpha itself is dropped, as timm does.</summary>
    public static DecodedPicture ToPixels(MLImage image, string name)
    {
        try
        {
            ReadOnlySpan<byte> pixels = image.Pixels;
            byte[] rgb = new byte[pixels.Length / 4 * 3];
            PixelConversion.ToRgb(pixels, image.PixelFormat == MLPixelFormat.Bgra32 ? PixelOrder.Bgra : PixelOrder.Rgba, rgb);
            return new DecodedPicture(rgb, image.Height, image.Width);
        }
        catch (InvalidOperationException exception)
        {
            // What MLImage throws when it was disposed; it names no column.
            throw new PictureException(name, PictureProblem.Unreadable,
                $"the image cannot be read ({exception.Message}); expected an MLImage that is not disposed before its row is read");
        }
    }

    /// <summary>The same for colours that were extracted from images of one size: alpha, R, G, B of each pixel.</summary>
    public static DecodedPicture ToPixels(byte[] colors, PictureSettings settings)
    {
        if (colors.Length != (long)settings.Height * settings.Width * 4)
        {
            throw new InvalidOperationException(
                $"The images of the column '{settings.InputColumnName}' have {colors.Length / 4} pixels, but had {settings.Height} x {settings.Width} (height x width) when the model was fitted. Fit it again.");
        }

        for (int i = 0; i < colors.Length; i += 4)
        {
            (colors[i], colors[i + 1], colors[i + 2], colors[i + 3]) = (colors[i + 1], colors[i + 2], colors[i + 3], colors[i]);
        }

        byte[] rgb = new byte[colors.Length / 4 * 3];
        PixelConversion.ToRgb(colors, PixelOrder.Rgba, rgb);
        return new DecodedPicture(rgb, settings.Height, settings.Width);
    }
}
