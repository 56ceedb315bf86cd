using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EfficientNet.Imaging.Resampling;

/// <summary>One byte at a time.</summary>
internal sealed class ScalarKernel : ResamplingKernel
{
    public override int RowsAtOnce => 1;

    public override void Filter(ref readonly byte rows, nint stride, ResamplingWeights columns, ref byte filtered, nint filteredStride)
    {
        var row = MemoryMarshal.CreateReadOnlySpan(in rows, columns.Length * 4);
        var destination = MemoryMarshal.CreateSpan(ref filtered, columns.Count * 3);
        for (var x = 0; x < columns.Count; x++)
        {
            var weights = columns.WeightsOf(x);
            var from = row.Slice(columns.Firsts[x] * 4, weights.Length * 4);
            int first = ResamplingWeights.Half, second = first, third = first;
            for (var i = 0; i < weights.Length; i++)
            {
                first += from[i * 4] * weights[i];
                second += from[(i * 4) + 1] * weights[i];
                third += from[(i * 4) + 2] * weights[i];
            }

            destination[x * 3] = ToByte(first);
            destination[(x * 3) + 1] = ToByte(second);
            destination[(x * 3) + 2] = ToByte(third);
        }
    }

    public override void Blend(ref readonly byte filtered, ReadOnlySpan<nint> offsets, ResamplingWeights rows, int row, ref byte result, int length)
    {
        var weights = rows.WeightsOf(row);
        for (var x = 0; x < length; x++)
        {
            var sum = ResamplingWeights.Half;
            for (var i = 0; i < weights.Length; i++)
            {
                sum += Unsafe.AddByteOffset(ref Unsafe.AsRef(in filtered), offsets[i] + x) * weights[i];
            }

            Unsafe.Add(ref result, x) = ToByte(sum);
        }
    }

    private static byte ToByte(int sum) => (byte)Math.Clamp(sum >> ResamplingWeights.FractionBits, 0, 255);
}
