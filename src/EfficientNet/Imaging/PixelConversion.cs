using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EfficientNet.Imaging;

/// <summary>
/// Decoded pixels of four bytes, colours multiplied by alpha, as RGB of three bytes. Alpha is divided out and dropped, as
/// Pillow drops it from colours that were never multiplied: what was hidden comes to light again, but for what the
/// multiplication rounded away. Pixels of alpha 0 have lost their colour and become black.
/// </summary>
internal static class PixelConversion
{
    // By alpha, then by multiplied colour: the colour itself, 255 / alpha times as much, rounded.
    private static readonly byte[] _divided = DivideAll();

    /// <summary>Converts all pixels.</summary>
    /// <param name="pixels">Four bytes a pixel.</param>
    /// <param name="order">The order of those bytes.</param>
    /// <param name="rgb">Takes three bytes a pixel: red, green, blue.</param>
    /// <exception cref="ArgumentException">The lengths do not belong together.</exception>
    public static void ToRgb(ReadOnlySpan<byte> pixels, PixelOrder order, Span<byte> rgb)
    {
        if (pixels.Length % 4 != 0 || rgb.Length != pixels.Length / 4 * 3)
        {
            throw new ArgumentException($"{pixels.Length} bytes of pixels do not make {rgb.Length} bytes of RGB; four bytes make three.", nameof(rgb));
        }

        var source = MemoryMarshal.Cast<byte, uint>(pixels);
        var done = Vector128.IsHardwareAccelerated ? ConvertBlocks(source, order, rgb) : 0;
        ConvertEach(pixels[(done * 4)..], order, rgb[(done * 3)..]);
    }

    /// <summary>Four pixels at a time; answers how many are done. Blocks with transparency take the slower way.</summary>
    private static int ConvertBlocks(ReadOnlySpan<uint> source, PixelOrder order, Span<byte> rgb)
    {
        // Alpha is the last of four bytes, thus the highest in a little-endian number.
        var opaque = Vector128.Create(0xFF000000u);
        var i = 0;

        // A block writes 16 bytes of which 12 count; the next block overwrites the rest, so one more must fit behind the last.
        for (; i + 4 <= source.Length && (i * 3) + Vector128<byte>.Count <= rgb.Length; i += 4)
        {
            var block = Vector128.Create(source.Slice(i, 4));
            if ((block & opaque) == opaque)
            {
                Compact(block.AsByte(), order).CopyTo(rgb[(i * 3)..]);
            }
            else
            {
                ConvertEach(MemoryMarshal.AsBytes(source.Slice(i, 4)), order, rgb.Slice(i * 3, 12));
            }
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Compact(Vector128<byte> block, PixelOrder order) => order == PixelOrder.Bgra
        ? Vector128.Shuffle(block, Vector128.Create((byte)2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 255, 255, 255, 255))
        : Vector128.Shuffle(block, Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255));

    /// <summary>A pixel of four bytes, the highest of which is alpha, as one that is opaque; colours stay in their order.</summary>
    public static uint DivideByAlpha(uint pixel)
    {
        var divided = _divided.AsSpan((int)(pixel >> 24) << 8, 256);
        return 0xFF000000 | divided[(int)(pixel & 255)] | ((uint)divided[(int)((pixel >> 8) & 255)] << 8) | ((uint)divided[(int)((pixel >> 16) & 255)] << 16);
    }

    private static void ConvertEach(ReadOnlySpan<byte> pixels, PixelOrder order, Span<byte> rgb)
    {
        var (red, blue) = order == PixelOrder.Bgra ? (2, 0) : (0, 2);
        for (int from = 0, to = 0; from < pixels.Length; from += 4, to += 3)
        {
            var divided = _divided.AsSpan(pixels[from + 3] << 8, 256);
            rgb[to] = divided[pixels[from + red]];
            rgb[to + 1] = divided[pixels[from + 1]];
            rgb[to + 2] = divided[pixels[from + blue]];
        }
    }

    private static byte[] DivideAll()
    {
        var table = new byte[256 * 256];
        for (var alpha = 1; alpha < 256; alpha++)
        {
            for (var color = 0; color < 256; color++)
            {
                table[(alpha << 8) | color] = (byte)Math.Min(255, ((color * 255) + (alpha / 2)) / alpha);
            }
        }

        return table;
    }
}
