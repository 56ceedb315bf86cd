using EfficientNet.Imaging;

namespace EfficientNet.Explanation;

/// <summary>Draws a small map of numbers over the picture that it belongs to.</summary>
internal static class HeatMap
{
    /// <summary>The share of a picture's own colours that stays; in full they would be taken for heat.</summary>
    private const float OwnColor = 0.25f;

    /// <summary>The share of the colour in the hottest place; the picture stays to be seen under it.</summary>
    private const float MostCover = 0.6f;

    /// <summary>Up to this heat the colour grows from nothing to its full share, so that there is no edge where heat begins.</summary>
    private const float FullFrom = 0.5f;

    /// <summary>The share of a picture's light that is left outside the crop.</summary>
    private const float OutsideLight = 0.4f;

    /// <summary>Draws the map over a copy of the picture.</summary>
    /// <param name="rgb">The picture: height x width x 3 bytes.</param>
    /// <param name="height">Its height.</param>
    /// <param name="width">Its width.</param>
    /// <param name="preprocessing">What made the network's input of it.</param>
    /// <param name="heat">The map, row by row: up to 0 for no heat, from 1 for the hottest.</param>
    /// <param name="rows">The map's rows.</param>
    /// <param name="columns">The map's columns.</param>
    public static byte[] Draw(ReadOnlySpan<byte> rgb, int height, int width, Preprocessing preprocessing, ReadOnlySpan<float> heat, int rows, int columns)
    {
        var geometry = PreprocessingGeometry.Of(preprocessing, height, width);
        var vertical = MapPlacement.OfRows(preprocessing, geometry, height, rows);
        var horizontal = MapPlacement.OfColumns(preprocessing, geometry, width, columns);

        // The map as wide as the picture, column after column, so that a pixel's cells lie together.
        var wide = new float[rows * width];
        for (var x = horizontal.First; x < horizontal.End; x++)
        {
            for (var row = 0; row < rows; row++)
            {
                wide[(x * rows) + row] = horizontal.Interpolate(x, heat.Slice(row * columns, columns));
            }
        }

        var drawn = GC.AllocateUninitializedArray<byte>(rgb.Length);
        for (var y = 0; y < height; y++)
        {
            var isRowSeen = y >= vertical.First && y < vertical.End;
            for (var x = 0; x < width; x++)
            {
                var at = ((y * width) + x) * 3;
                var from = rgb.Slice(at, 3);
                var to = drawn.AsSpan(at, 3);
                if (isRowSeen && x >= horizontal.First && x < horizontal.End)
                {
                    Blend(from, to, vertical.Interpolate(y, wide.AsSpan(x * rows, rows)));
                }
                else
                {
                    Darken(from, to);
                }
            }
        }

        return drawn;
    }

    private static void Blend(ReadOnlySpan<byte> from, Span<byte> to, float heat)
    {
        heat = Math.Clamp(heat, 0, 1);
        var cover = MostCover * Math.Min(1, heat / FullFrom);
        var color = HeatColors.Table.Slice((int)(heat * (HeatColors.Count - 1)) * 3, 3);
        var grey = Grey(from);
        for (var i = 0; i < 3; i++)
        {
            var picture = grey + ((from[i] - grey) * OwnColor);
            to[i] = (byte)(picture + ((color[i] - picture) * cover) + 0.5f);
        }
    }

    private static void Darken(ReadOnlySpan<byte> from, Span<byte> to)
    {
        var grey = Grey(from);
        for (var i = 0; i < 3; i++)
        {
            to[i] = (byte)(((grey + ((from[i] - grey) * OwnColor)) * OutsideLight) + 0.5f);
        }
    }

    /// <summary>The brightness of a colour (ITU-R BT.601).</summary>
    private static float Grey(ReadOnlySpan<byte> rgb) => (0.299f * rgb[0]) + (0.587f * rgb[1]) + (0.114f * rgb[2]);
}
