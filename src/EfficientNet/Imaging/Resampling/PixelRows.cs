
namespace EfficientNet.Imaging.Resampling;

/// <summary>
/// A picture's pixels by row and column as they are to be seen, that is, after it was turned as its orientation asks for;
/// nothing is moved for that, rows are only walked along another way.
/// </summary>
internal readonly ref struct PixelRows
{
    private readonly ReadOnlySpan<byte> _pixels;
    private readonly PixelOrder _order;
    private readonly int _origin;
    private readonly int _rowStep;
    private readonly int _columnStep;

    /// <summary>Pixels of a picture of some size, to be turned as EXIF's <paramref name="orientation"/> says; by any other number than 2 to 8, not at all.</summary>
    public PixelRows(ReadOnlySpan<byte> pixels, int height, int width, PixelOrder order, int orientation)
    {
        _pixels = pixels;
        _order = order;
        var isTransposed = orientation is 5 or 6 or 7 or 8;
        var fromRight = orientation is 2 or 3 or 7 or 8;
        var fromBottom = orientation is 3 or 4 or 6 or 7;
        _origin = (fromBottom ? (height - 1) * width : 0) + (fromRight ? width - 1 : 0);
        var across = fromRight ? -1 : 1;
        var down = fromBottom ? -width : width;
        (_rowStep, _columnStep) = isTransposed ? (across, down) : (down, across);
        (Height, Width) = isTransposed ? (width, height) : (height, width);
    }

    /// <summary>The number of rows.</summary>
    public int Height { get; }

    /// <summary>The number of columns.</summary>
    public int Width { get; }

    /// <summary>How many bytes make a pixel.</summary>
    public static int BytesPerPixel(PixelOrder order) => order == PixelOrder.Rgb ? 3 : 4;

    /// <summary>Copies pixels of a row, as four bytes each: the colours in their own order, with alpha divided out, and a byte of any value.</summary>
    public void Copy(int row, int column, Span<byte> destination)
    {
        var place = _origin + (row * _rowStep) + (column * _columnStep);
        for (var i = 0; i < destination.Length; i += 4, place += _columnStep)
        {
            if (_order == PixelOrder.Rgb)
            {
                _pixels.Slice(place * 3, 3).CopyTo(destination[i..]);
            }
            else
            {
                PixelConversion.DivideByAlpha(_pixels.Slice(place * 4, 4), destination.Slice(i, 4));
            }
        }
    }
}
