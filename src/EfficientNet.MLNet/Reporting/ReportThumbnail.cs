using EfficientNet.Imaging;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Reporting;

/// <summary>Makes small pictures of large ones.</summary>
internal static class ReportThumbnail
{
    private const int MostSide = 8192;

    /// <summary>
    /// Makes a JPEG of a decoded picture, its proportions kept; a picture that is smaller already stays as large as it is.
    /// </summary>
    /// <param name="name">What the picture is called.</param>
    /// <param name="pixels">The picture, row by row without gaps.</param>
    /// <param name="height">The picture's height in pixels, before it is turned.</param>
    /// <param name="width">The picture's width in pixels, before it is turned.</param>
    /// <param name="order">The bytes of a pixel.</param>
    /// <param name="side">How long the longer side may be at most, in pixels.</param>
    /// <param name="orientation">How the picture is to be turned, EXIF's value; 1: not at all.</param>
    public static ReportPicture Of(string name, ReadOnlySpan<byte> pixels, int height, int width, PixelOrder order, int side = ReportLimits.ThumbnailSide, int orientation = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(side, MostSide);
        (int seenHeight, int seenWidth) = orientation is 5 or 6 or 7 or 8 ? (width, height) : (height, width);
        double scale = Math.Min(1, (double)side / Math.Max(seenHeight, seenWidth));
        int smallHeight = Math.Max(1, (int)Math.Round(seenHeight * scale));
        int smallWidth = Math.Max(1, (int)Math.Round(seenWidth * scale));
        var preprocessing = new Preprocessing
        {
            Height = smallHeight,
            Width = smallWidth,
            CropFraction = 1,
            CropMode = CropMode.Squash,
            Mean = new RgbValues(0, 0, 0),
            Deviation = new RgbValues(1, 1, 1),
        };
        int count = smallHeight * smallWidth;
        float[] channels = new float[3 * count];
        preprocessing.Apply(pixels, height, width, order, channels, orientation);
        byte[] colors = new byte[4 * count];
        for (int i = 0; i < count; i++)
        {
            colors[4 * i] = Byte(channels[i]);
            colors[(4 * i) + 1] = Byte(channels[count + i]);
            colors[(4 * i) + 2] = Byte(channels[(2 * count) + i]);
            colors[(4 * i) + 3] = byte.MaxValue;
        }

        using MLImage image = MLImage.CreateFromPixels(smallWidth, smallHeight, MLPixelFormat.Rgba32, colors);
        return new ReportPicture(name, Encode(image));
    }

    // MLImage encodes into files only.
    private static byte[] Encode(MLImage image)
    {
        string file = Path.Combine(Path.GetTempPath(), $"efficientnet-{Guid.NewGuid():N}.jpg");
        try
        {
            image.Save(file);
            return File.ReadAllBytes(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static byte Byte(float value) => (byte)Math.Clamp(MathF.Round(value * byte.MaxValue), 0, byte.MaxValue);
}
