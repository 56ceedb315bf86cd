using System.Buffers;

namespace EfficientNet.Imaging.Resampling;

/// <summary>
/// Preprocessing as Pillow and PyTorch do it, in one pass over those rows and columns of the picture that the crop keeps. As many
/// filtered rows are held as one row of the result is made of.
/// </summary>
internal static class Resampler
{
    private const int Channels = 3;

    /// <summary>Prepares a picture. All arguments must have been checked.</summary>
    public static void Apply(Preprocessing preprocessing, PixelRows picture, PixelOrder order, Span<float> destination)
    {
        var geometry = PreprocessingGeometry.Of(preprocessing, picture.Height, picture.Width);
        var tables = NormalizationTables(preprocessing);
        var rows = Kept.Of(geometry.Source.Height, geometry.ResizedHeight, geometry.Top, preprocessing.Height, preprocessing.Interpolation);
        var columns = Kept.Of(geometry.Source.Width, geometry.ResizedWidth, geometry.Left, preprocessing.Width, preprocessing.Interpolation);
        if (rows.Count < preprocessing.Height || columns.Count < preprocessing.Width)
        {
            Fill(preprocessing, tables, destination);
        }

        var stride = columns.Count * Channels;
        var slots = rows.Weights.Taps;
        var source = ArrayPool<byte>.Shared.Rent(columns.Weights.Length * 4);
        var ring = ArrayPool<byte>.Shared.Rent(slots * stride);
        var result = ArrayPool<byte>.Shared.Rent(stride);
        var filtered = 0;
        for (var y = 0; y < rows.Count; y++)
        {
            var first = rows.Weights.Firsts[y];
            for (; filtered < first + rows.Weights.Taps; filtered++)
            {
                var row = source.AsSpan(0, columns.Weights.Length * 4);
                picture.Copy(geometry.Source.Top + rows.Weights.Start + filtered, geometry.Source.Left + columns.Weights.Start, row);
                FilterRow(row, columns.Weights, ring.AsSpan(filtered % slots * stride, stride));
            }

            Blend(ring, stride, rows.Weights, y, result.AsSpan(0, stride));
            Normalize(result.AsSpan(0, stride), order == PixelOrder.Bgra, tables, destination, ((rows.Offset + y) * preprocessing.Width) + columns.Offset, preprocessing.Height * preprocessing.Width);
        }

        ArrayPool<byte>.Shared.Return(source);
        ArrayPool<byte>.Shared.Return(ring);
        ArrayPool<byte>.Shared.Return(result);
    }

    private static void FilterRow(ReadOnlySpan<byte> row, ResamplingWeights columns, Span<byte> destination)
    {
        for (var x = 0; x < columns.Firsts.Length; x++)
        {
            var weights = columns.Weights.AsSpan(x * columns.Taps, columns.Taps);
            var from = row.Slice(columns.Firsts[x] * 4, columns.Taps * 4);
            int first = ResamplingWeights.Half, second = first, third = first;
            for (var i = 0; i < weights.Length; i++)
            {
                first += from[i * 4] * weights[i];
                second += from[(i * 4) + 1] * weights[i];
                third += from[(i * 4) + 2] * weights[i];
            }

            destination[x * Channels] = ToByte(first);
            destination[(x * Channels) + 1] = ToByte(second);
            destination[(x * Channels) + 2] = ToByte(third);
        }
    }

    private static void Blend(ReadOnlySpan<byte> ring, int stride, ResamplingWeights rows, int y, Span<byte> destination)
    {
        for (var x = 0; x < destination.Length; x++)
        {
            var sum = ResamplingWeights.Half;
            for (var i = 0; i < rows.Taps; i++)
            {
                sum += ring[((rows.Firsts[y] + i) % rows.Taps * stride) + x] * rows.Weights[(y * rows.Taps) + i];
            }

            destination[x] = ToByte(sum);
        }
    }

    private static void Normalize(ReadOnlySpan<byte> row, bool blueFirst, float[] tables, Span<float> destination, int place, int plane)
    {
        var (red, blue) = blueFirst ? (2, 0) : (0, 2);
        for (var i = 0; i < row.Length; i += Channels, place++)
        {
            destination[place] = tables[row[i + red]];
            destination[place + plane] = tables[256 + row[i + 1]];
            destination[place + (2 * plane)] = tables[512 + row[i + blue]];
        }
    }

    /// <summary>What becomes of every byte in each channel, step by step in single precision as PyTorch does it, so that the numbers are the same to the last bit.</summary>
    private static float[] NormalizationTables(Preprocessing preprocessing)
    {
        var tables = new float[Channels * 256];
        for (var color = 0; color < 256; color++)
        {
            var unit = color / 255f;
            tables[color] = (unit - preprocessing.Mean.Red) / preprocessing.Deviation.Red;
            tables[256 + color] = (unit - preprocessing.Mean.Green) / preprocessing.Deviation.Green;
            tables[512 + color] = (unit - preprocessing.Mean.Blue) / preprocessing.Deviation.Blue;
        }

        return tables;
    }

    private static void Fill(Preprocessing preprocessing, float[] tables, Span<float> destination)
    {
        var (red, green, blue) = PreprocessingGeometry.BorderColor(preprocessing);
        var plane = preprocessing.Height * preprocessing.Width;
        destination[..plane].Fill(tables[red]);
        destination.Slice(plane, plane).Fill(tables[256 + green]);
        destination.Slice(2 * plane, plane).Fill(tables[512 + blue]);
    }

    private static byte ToByte(int sum) => (byte)Math.Clamp(sum >> ResamplingWeights.FractionBits, 0, 255);

    /// <summary>Along one side: the resized pixels that the target keeps, and where they go.</summary>
    private readonly record struct Kept(int Offset, int Count, ResamplingWeights Weights)
    {
        public static Kept Of(int source, int resized, int start, int target, Interpolation interpolation)
        {
            var first = Math.Max(start, 0);
            var count = Math.Min(start + target, resized) - first;
            return new Kept(first - start, count, ResamplingWeights.Of(source, resized, first, count, interpolation));
        }
    }
}
