using System.Buffers;

namespace EfficientNet.Imaging.Resampling;

/// <summary>
/// Preprocessing as Pillow and PyTorch do it, in one pass over those rows and columns of the picture that the crop keeps. Rows are
/// filtered just before they are needed, and held in a ring as long as they are.
/// </summary>
internal static class Resampler
{
    private const int Channels = 3;

    /// <summary>Prepares a picture by the fastest kernel. All arguments must have been checked.</summary>
    public static void Apply(Preprocessing preprocessing, PixelRows picture, Span<float> destination) =>
        Apply(preprocessing, picture, destination, ResamplingKernel.Supported[0]);

    /// <summary>Prepares a picture by a certain kernel.</summary>
    public static void Apply(Preprocessing preprocessing, PixelRows picture, Span<float> destination, ResamplingKernel kernel)
    {
        var geometry = PreprocessingGeometry.Of(preprocessing, picture.Height, picture.Width);
        var rows = KeptPixels.Of(geometry.Source.Height, geometry.ResizedHeight, geometry.Top, preprocessing.Height, preprocessing.Interpolation);
        var columns = KeptPixels.Of(geometry.Source.Width, geometry.ResizedWidth, geometry.Left, preprocessing.Width, preprocessing.Interpolation);
        var tables = Normalization.Of(preprocessing, picture.Order == PixelOrder.Bgra);
        if (rows.Count < preprocessing.Height || columns.Count < preprocessing.Width)
        {
            tables.Fill(PreprocessingGeometry.BorderColor(preprocessing), destination);
        }

        var together = kernel.RowsAtOnce;
        var length = columns.Count * Channels;
        var stride = RoundUp(length + ResamplingKernel.Slack, ResamplingKernel.Slack);
        var slots = RoundUp(rows.Weights.Taps + together - 1, together);
        var sourceStride = columns.Weights.Length * 4;
        var memory = ArrayPool<byte>.Shared.Rent(checked(((slots + 1) * stride) + (together * sourceStride)));
        var ring = memory.AsSpan(0, slots * stride);
        var result = memory.AsSpan(slots * stride, stride);
        var source = memory.AsSpan((slots + 1) * stride, together * sourceStride);
        Span<nint> offsets = rows.Weights.Taps <= 128 ? stackalloc nint[rows.Weights.Taps] : new nint[rows.Weights.Taps];

        var top = geometry.Source.Top + rows.Weights.Start;
        var left = geometry.Source.Left + columns.Weights.Start;
        var height = Math.Min(rows.Weights.Length, geometry.Source.Height - rows.Weights.Start);
        var width = Math.Min(columns.Weights.Length, geometry.Source.Width - columns.Weights.Start);
        var filtered = 0;
        for (var y = 0; y < rows.Count; y++)
        {
            var first = rows.Weights.Firsts[y];
            for (; filtered < Math.Min(first + rows.Weights.Taps, height); filtered += together)
            {
                ref var target = ref ring[filtered % slots * stride];
                if (width == columns.Weights.Length && filtered + together <= height && ArePlain(picture, top + filtered, together, left, width))
                {
                    kernel.Filter(in picture.At(top + filtered, left), picture.Stride, columns.Weights, ref target, stride);
                    continue;
                }

                for (var i = 0; i < Math.Min(together, height - filtered); i++)
                {
                    picture.Copy(top + filtered + i, left, source.Slice(i * sourceStride, width * 4));
                }

                kernel.Filter(in source[0], sourceStride, columns.Weights, ref target, stride);
            }

            for (var i = 0; i < offsets.Length; i++)
            {
                offsets[i] = (first + i) % slots * stride;
            }

            kernel.Blend(in ring[0], offsets, rows.Weights, y, ref result[0], length);
            tables.Apply(result[..length], destination, ((rows.Offset + y) * preprocessing.Width) + columns.Offset);
        }

        ArrayPool<byte>.Shared.Return(memory);
    }

    private static bool ArePlain(PixelRows picture, int row, int count, int column, int width)
    {
        for (var i = 0; i < count; i++)
        {
            if (!picture.IsPlain(row + i, column, width))
            {
                return false;
            }
        }

        return true;
    }

    private static int RoundUp(int number, int multiple) => (number + multiple - 1) / multiple * multiple;

    /// <summary>Along one side: the resized pixels that the target keeps, and where they go.</summary>
    private readonly record struct KeptPixels(int Offset, int Count, ResamplingWeights Weights)
    {
        public static KeptPixels Of(int source, int resized, int start, int target, Interpolation interpolation)
        {
            var first = Math.Max(start, 0);
            var count = Math.Min(start + target, resized) - first;
            return new KeptPixels(first - start, count, ResamplingWeights.Of(source, resized, first, count, interpolation));
        }
    }
}
