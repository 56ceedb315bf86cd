using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EfficientNet.Imaging.Resampling;

/// <summary>
/// A picture's pixels by row and column as they are to be seen, that is, after it was turned as its orientation asks for;
/// nothing is moved for that, rows are only walked along another way.
/// </summary>
internal readonly ref struct PixelRows
{
    private readonly ReadOnlySpan<byte> _pixels;
    private readonly int _origin;
    private readonly int _rowStep;
    private readonly int _columnStep;

    /// <summary>Pixels of a picture of some size, to be turned as EXIF's <paramref name="orientation"/> says; by any other number than 2 to 8, not at all.</summary>
    public PixelRows(ReadOnlySpan<byte> pixels, int height, int width, PixelOrder order, int orientation)
    {
        _pixels = pixels;
        Order = order;
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

    /// <summary>The bytes of a pixel.</summary>
    public PixelOrder Order { get; }

    /// <summary>How many bytes further the next row begins.</summary>
    public nint Stride => (nint)_rowStep * BytesPerPixel(Order);

    /// <summary>How many bytes make a pixel.</summary>
    public static int BytesPerPixel(PixelOrder order) => order == PixelOrder.Rgb ? 3 : 4;

    /// <summary>Where a pixel begins.</summary>
    public ref readonly byte At(int row, int column) => ref _pixels[Place(row, column) * BytesPerPixel(Order)];

    /// <summary>Whether a part of a row lies in memory as four bytes a pixel, one after another, all opaque.</summary>
    public bool IsPlain(int row, int column, int count)
    {
        if (Order == PixelOrder.Rgb || _columnStep != 1)
        {
            return false;
        }

        // Alpha is the last of four bytes, thus the highest in a little-endian number.
        var pixels = MemoryMarshal.Cast<byte, uint>(_pixels).Slice(Place(row, column), count);
        var all = Vector<uint>.AllBitsSet;
        foreach (var block in MemoryMarshal.Cast<uint, Vector<uint>>(pixels))
        {
            all &= block;
        }

        foreach (var pixel in pixels[(count - (count % Vector<uint>.Count))..])
        {
            all &= new Vector<uint>(pixel);
        }

        return Vector.GreaterThanOrEqualAll(all, new Vector<uint>(0xFF000000));
    }

    /// <summary>Copies part of a row as four bytes a pixel: the colours in their own order, alpha divided out, and a byte of any value.</summary>
    public void Copy(int row, int column, Span<byte> destination)
    {
        var place = Place(row, column);
        var target = MemoryMarshal.Cast<byte, uint>(destination);
        if (Order == PixelOrder.Rgb)
        {
            CopyOfThree(place, target);
            return;
        }

        var source = MemoryMarshal.Cast<byte, uint>(_pixels);
        for (var i = 0; i < target.Length; i++, place += _columnStep)
        {
            var pixel = source[place];
            target[i] = pixel >= 0xFF000000 ? pixel : PixelConversion.DivideByAlpha(pixel);
        }
    }

    private void CopyOfThree(int place, Span<uint> target)
    {
        var i = 0;
        if (_columnStep == 1 && Vector128.IsHardwareAccelerated)
        {
            // Four pixels are 12 of 16 bytes.
            var spread = Vector128.Create((byte)0, 1, 2, 255, 3, 4, 5, 255, 6, 7, 8, 255, 9, 10, 11, 255);
            for (; i + 4 <= target.Length && (place * 3) + 16 <= _pixels.Length; i += 4, place += 4)
            {
                Vector128.Shuffle(Vector128.Create(_pixels.Slice(place * 3, 16)), spread).AsUInt32().CopyTo(target[i..]);
            }
        }

        for (; i < target.Length; i++, place += _columnStep)
        {
            var pixel = _pixels.Slice(place * 3, 3);
            target[i] = (uint)(pixel[0] | (pixel[1] << 8) | (pixel[2] << 16));
        }
    }

    private int Place(int row, int column) => _origin + (row * _rowStep) + (column * _columnStep);
}
