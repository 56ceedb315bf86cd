using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EfficientNet.Imaging.Resampling;

/// <summary>
/// Sixteen bytes at a time, by whole weights and 32-bit products: what every processor with 128-bit vectors can do, Arm's
/// among them. A pixel's four bytes are one vector of sums.
/// </summary>
internal sealed class Vector128Kernel : ResamplingKernel
{
    public override int RowsAtOnce => 1;

    // Optimized from the first call on: unoptimized vector code takes a hundred times as long, which the first few pictures would feel.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Filter(ref readonly byte rows, nint stride, ResamplingWeights columns, ref byte filtered, nint filteredStride)
    {
        for (var x = 0; x < columns.Count; x++)
        {
            ref var pixel = ref Unsafe.Add(ref Unsafe.AsRef(in rows), columns.Firsts[x] * 4);
            ref var weight = ref MemoryMarshal.GetReference(columns.WeightsOf(x));
            var sums = Vector128.Create(ResamplingWeights.Half);

            // Weights come in an even number.
            for (var i = 0; i < columns.Taps; i += 2)
            {
                var two = Vector128.WidenLower(Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref pixel, i * 4))).AsByte());
                sums += Vector128.WidenLower(two).AsInt32() * Vector128.Create(Unsafe.Add(ref weight, i));
                sums += Vector128.WidenUpper(two).AsInt32() * Vector128.Create(Unsafe.Add(ref weight, i + 1));
            }

            // The fourth byte is overwritten by the next pixel, the last one is slack.
            var bytes = Narrow(ToBytes(sums), default, default, default);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref filtered, x * 3), bytes.AsUInt32().ToScalar());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Blend(ref readonly byte filtered, ReadOnlySpan<nint> offsets, ResamplingWeights rows, int row, ref byte result, int length)
    {
        var weights = rows.WeightsOf(row);
        for (var x = 0; x < length; x += Vector128<byte>.Count)
        {
            ref var column = ref Unsafe.Add(ref Unsafe.AsRef(in filtered), x);
            var first = Vector128.Create(ResamplingWeights.Half);
            var (second, third, fourth) = (first, first, first);
            for (var i = 0; i < weights.Length; i++)
            {
                var bytes = Vector128.LoadUnsafe(ref Unsafe.AddByteOffset(ref column, offsets[i]));
                var (lower, upper) = (Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes));
                var weight = Vector128.Create(weights[i]);
                first += Vector128.WidenLower(lower).AsInt32() * weight;
                second += Vector128.WidenUpper(lower).AsInt32() * weight;
                third += Vector128.WidenLower(upper).AsInt32() * weight;
                fourth += Vector128.WidenUpper(upper).AsInt32() * weight;
            }

            Narrow(ToBytes(first), ToBytes(second), ToBytes(third), ToBytes(fourth)).StoreUnsafe(ref Unsafe.Add(ref result, x));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> ToBytes(Vector128<int> sums) =>
        Vector128.Min(Vector128.Max(Vector128.ShiftRightArithmetic(sums, ResamplingWeights.FractionBits), Vector128<int>.Zero), Vector128.Create(255));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Narrow(Vector128<int> first, Vector128<int> second, Vector128<int> third, Vector128<int> fourth) =>
        Vector128.Narrow(Vector128.Narrow(first, second).AsUInt16(), Vector128.Narrow(third, fourth).AsUInt16());
}
