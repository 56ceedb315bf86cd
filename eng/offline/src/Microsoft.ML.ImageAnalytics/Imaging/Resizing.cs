namespace Microsoft.ML.Data.Imaging;

/// <summary>
/// Resizes pictures as ML.NET does (by Skia): Fill takes the nearest pixel; the others interpolate, enlarging by a cubic, reducing linearly
/// between pixels of the picture halved until less than another halving is left.
/// </summary>
internal static class Resizing
{
    public static Bitmap Resize(Bitmap source, int width, int height, ResizeMode mode)
    {
        var target = Bitmap.Allocate(width, height);
        if (mode == ResizeMode.Fill)
        {
            Nearest(source, target);
            return target;
        }
        var byWidth = (float)width / source.Width;
        var byHeight = (float)height / source.Height;
        var isPad = mode == ResizeMode.Pad;
        var fitsHeight = byHeight < byWidth == isPad;
        var scale = fitsHeight ? byHeight : byWidth;
        var left = 0;
        var top = 0;
        // The direction that leaves a border (Pad) or is cut (Crop) is the one that does not decide the scale.
        if (fitsHeight)
            left = mode switch
            {
                ResizeMode.CropLeft => 0,
                ResizeMode.CropRight => (int)(width - source.Width * scale),
                _ => (int)((width - source.Width * scale) / 2),
            };
        else
            top = mode switch
            {
                ResizeMode.CropTop => 0,
                ResizeMode.CropBottom => (int)(height - source.Height * scale),
                _ => (int)((height - source.Height * scale) / 2),
            };
        Interpolate(source, target, left, top, (int)(source.Width * scale), (int)(source.Height * scale));
        return target;
    }

    // Of two pixels equally near, the first.
    private static void Nearest(Bitmap source, Bitmap target)
    {
        for (var y = 0; y < target.Height; y++)
        {
            var fromRow = (int)(((2L * y + 1) * source.Height - 1) / (2L * target.Height)) * source.Width;
            for (var x = 0; x < target.Width; x++)
            {
                var from = fromRow + (int)(((2L * x + 1) * source.Width - 1) / (2L * target.Width));
                source.Pixels.AsSpan(from * 4, 4).CopyTo(target.Pixels.AsSpan((y * target.Width + x) * 4));
            }
        }
    }

    /// <summary>Draws the source over the rectangle; what of it lies outside the target is cut off.</summary>
    private static void Interpolate(Bitmap source, Bitmap target, int left, int top, int width, int height)
    {
        if (width <= 0 || height <= 0)
            return;
        var enlarges = width >= source.Width && height >= source.Height && (width > source.Width || height > source.Height);
        while (source.Width >= 2 * width && source.Height >= 2 * height)
            source = Halve(source);
        Func<double, double> kernel = enlarges ? Mitchell : Triangle;
        var columns = Enumerable.Range(0, target.Width).Select(x => Taps(x - left, width, source.Width, kernel)).ToArray();
        for (var y = Math.Max(0, top); y < Math.Min(target.Height, top + height); y++)
        {
            var rows = Taps(y - top, height, source.Height, kernel);
            for (var x = Math.Max(0, left); x < Math.Min(target.Width, left + width); x++)
            {
                var at = (y * target.Width + x) * 4;
                for (var channel = 0; channel < 4; channel++)
                {
                    var sum = 0f;
                    foreach (var row in rows)
                        foreach (var column in columns[x])
                            sum += row.Weight * column.Weight * source.Pixels[(row.Index * source.Width + column.Index) * 4 + channel];
                    target.Pixels[at + channel] = (byte)Math.Clamp(sum + 0.5f, 0f, 255f);
                }
                // Where the cubic overshoots, no colour may exceed its alpha.
                for (var channel = 0; channel < 3; channel++)
                    target.Pixels[at + channel] = Math.Min(target.Pixels[at + channel], target.Pixels[at + 3]);
            }
        }
    }

    /// <summary>Half the size, rounded down: the mean of two pixels each way, of three (the middle one twice) where the size is odd.</summary>
    private static Bitmap Halve(Bitmap source)
    {
        var target = Bitmap.Allocate(Math.Max(1, source.Width / 2), Math.Max(1, source.Height / 2));
        var across = HalvingWeights(source.Width);
        var down = HalvingWeights(source.Height);
        var total = across.Sum() * down.Sum();
        for (var at = 0; at < target.Pixels.Length; at++)
        {
            var (x, y, channel) = (at / 4 % target.Width, at / 4 / target.Width, at % 4);
            var sum = 0;
            for (var j = 0; j < down.Length; j++)
                for (var i = 0; i < across.Length; i++)
                    sum += down[j] * across[i] * source.Pixels[((2 * y + j) * source.Width + 2 * x + i) * 4 + channel];
            target.Pixels[at] = (byte)(sum / total);
        }
        return target;
    }

    private static int[] HalvingWeights(int size) => size == 1 ? [1] : size % 2 == 0 ? [1, 1] : [1, 2, 1];

    /// <summary>The source's pixels that one of the target's is made of, with their weights.</summary>
    private static (int Index, float Weight)[] Taps(int position, int size, int sourceSize, Func<double, double> kernel)
    {
        var centre = (position + 0.5) * sourceSize / size - 0.5;
        var first = (int)Math.Floor(centre) - 1;
        return Enumerable.Range(first, 4)
            .Select(index => (Index: Math.Clamp(index, 0, sourceSize - 1), Weight: (float)kernel(Math.Abs(centre - index))))
            .Where(tap => tap.Weight != 0).ToArray();
    }

    private static double Triangle(double x) => Math.Max(0, 1 - x);

    /// <summary>Mitchell and Netravali, "Reconstruction filters in computer graphics" (1988), with B = C = 1/3.</summary>
    private static double Mitchell(double x) => x < 1
        ? (7 * x * x * x - 12 * x * x + 16.0 / 3) / 6
        : x < 2 ? (-7.0 / 3 * x * x * x + 12 * x * x - 20 * x + 32.0 / 3) / 6 : 0;
}
