using EfficientNet.Imaging.Resampling;

namespace EfficientNet.Imaging;

/// <summary>A decoded picture: three bytes a pixel, red, green, blue, row by row without gaps. Does not change once it is made.</summary>
public sealed class RgbPicture
{
    private readonly byte[] _pixels;

    /// <summary>Makes a picture of pixels. They are not copied, so the array must not be changed any more.</summary>
    /// <param name="height">The height in pixels, at least 1.</param>
    /// <param name="width">The width in pixels, at least 1.</param>
    /// <param name="pixels">All pixels, <paramref name="height"/> x <paramref name="width"/> x 3 bytes.</param>
    /// <exception cref="ArgumentException">The size is not possible, or the pixels are of another number.</exception>
    public RgbPicture(int height, int width, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (height < 1 || width < 1)
        {
            throw new ArgumentException($"The picture is {width} x {height} pixels, but should have at least one pixel each way.", height < 1 ? nameof(height) : nameof(width));
        }

        var expected = (Int128)height * width * 3;
        if (pixels.Length != expected)
        {
            throw new ArgumentException(
                $"A picture of {width} x {height} pixels has {expected} bytes (red, green, blue of each pixel), but {pixels.Length} are given.", nameof(pixels));
        }

        Height = height;
        Width = width;
        _pixels = pixels;
    }

    /// <summary>The height in pixels.</summary>
    public int Height { get; }

    /// <summary>The width in pixels.</summary>
    public int Width { get; }

    /// <summary>All pixels, <see cref="Height"/> x <see cref="Width"/> x 3 bytes: red, green, blue of the first row's first one, of its second, and so on.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>
    /// Copies decoded pixels of any order: alpha divided out, turned as EXIF's <paramref name="orientation"/> says. What is given must have been
    /// checked.
    /// </summary>
    internal static RgbPicture Of(ReadOnlySpan<byte> pixels, int height, int width, PixelOrder order, int orientation = 1)
    {
        var rgb = NewPixels(height, width);
        if (orientation is not (>= 2 and <= 8))
        {
            if (order == PixelOrder.Rgb)
            {
                pixels.CopyTo(rgb);
            }
            else
            {
                PixelConversion.ToRgb(pixels, order, rgb);
            }

            return new RgbPicture(height, width, rgb);
        }

        var rows = new PixelRows(pixels, height, width, order, orientation);
        var four = new byte[rows.Width * 4];
        var (red, blue) = order == PixelOrder.Bgra ? (2, 0) : (0, 2);
        for (var y = 0; y < rows.Height; y++)
        {
            rows.Copy(y, 0, four);
            var row = rgb.AsSpan(y * rows.Width * 3, rows.Width * 3);
            for (int from = 0, to = 0; to < row.Length; from += 4, to += 3)
            {
                row[to] = four[from + red];
                row[to + 1] = four[from + 1];
                row[to + 2] = four[from + blue];
            }
        }

        return new RgbPicture(rows.Height, rows.Width, rgb);
    }

    /// <summary>Room for a picture's pixels, of any values.</summary>
    internal static byte[] NewPixels(int height, int width) => GC.AllocateUninitializedArray<byte>(checked(height * width * 3));
}
