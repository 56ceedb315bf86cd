using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EfficientNet.Imaging.Resampling;

/// <summary>
/// The two sums resampling is made of, for some vector width; all kernels answer equal bytes. They trust their callers about all
/// lengths: rows must be as long as the weights reach, and with <see cref="Slack"/> bytes more where it says so.
/// </summary>
internal abstract class ResamplingKernel
{
    /// <summary>How many bytes beyond the last one that counts, at most, are read or written in a filtered row.</summary>
    public const int Slack = 64;

    /// <summary>All kernels that run on this machine, the fastest first.</summary>
    public static IReadOnlyList<ResamplingKernel> Supported { get; } = FindSupported();

    /// <summary>How many rows are filtered at once.</summary>
    public abstract int RowsAtOnce { get; }

    /// <summary>Filters <see cref="RowsAtOnce"/> rows along their length.</summary>
    /// <param name="rows">The first pixel that has weight, of the first row; four bytes a pixel.</param>
    /// <param name="stride">How many bytes further the next row begins; may be negative.</param>
    /// <param name="columns">The weights.</param>
    /// <param name="filtered">Takes as many rows of three bytes a pixel, and slack.</param>
    /// <param name="filteredStride">How many bytes further the next row is written.</param>
    public abstract void Filter(ref readonly byte rows, nint stride, ResamplingWeights columns, ref byte filtered, nint filteredStride);

    /// <summary>Sums up filtered rows by the weights of one resized row.</summary>
    /// <param name="filtered">What the offsets count from.</param>
    /// <param name="offsets">Where each row begins that has a weight.</param>
    /// <param name="rows">The weights.</param>
    /// <param name="row">Whose weights are meant.</param>
    /// <param name="result">Takes <paramref name="length"/> bytes, and slack.</param>
    /// <param name="length">How many bytes of each row count.</param>
    public abstract void Blend(ref readonly byte filtered, ReadOnlySpan<nint> offsets, ResamplingWeights rows, int row, ref byte result, int length);

    private static List<ResamplingKernel> FindSupported()
    {
        var kernels = new List<ResamplingKernel>();
        if (Vector512.IsHardwareAccelerated && Avx512BW.IsSupported)
        {
            kernels.Add(new PairKernel<Lanes512>());
        }

        if (Avx2.IsSupported)
        {
            kernels.Add(new PairKernel<Lanes256>());
        }

        if (Vector128.IsHardwareAccelerated)
        {
            kernels.Add(new Vector128Kernel());
        }

        kernels.Add(new ScalarKernel());
        return kernels;
    }
}
