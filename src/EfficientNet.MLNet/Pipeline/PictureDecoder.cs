using EfficientNet.Imaging;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>R, G, B of each pixel, row by row.</summary>
internal readonly record struct DecodedPicture(byte[] Pixels, int Height, int Width);

/// <summary>Decodes by ML.NET's <see cref="MLImage"/>, behind checks that its decoder does not make.</summary>
internal static class PictureDecoder
{
    /// <summary>Decodes a file's bytes; <paramref name="name"/> stands in the error.</summary>
    public static DecodedPicture Decode(byte[] bytes, string name, long maximumPixels)
    {
        // MLImage allocates whatever a header claims and fills up what a cut file lacks, so both are looked for first.
        PictureHeader header = PictureInspector.Inspect(bytes, name, maximumPixels);
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
            return ToPixels(image);
        }
    }

    /// <summary>Copies an image's colours, divided by their alpha where they are multiplied with it; alpha itself is dropped, as timm does.</summary>
    public static DecodedPicture ToPixels(MLImage image)
    {
        byte[] rgb = new byte[image.Width * image.Height * 3];
        PixelConversion.ToRgb(image.Pixels, image.PixelFormat == MLPixelFormat.Bgra32 ? PixelOrder.Bgra : PixelOrder.Rgba, rgb);
        return new DecodedPicture(rgb, image.Height, image.Width);
    }
}
