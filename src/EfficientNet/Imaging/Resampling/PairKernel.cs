using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EfficientNet.Imaging.Resampling;

/// <summary>
/// Two weights at a time by x86's multiplication of 16-bit pairs. A weight has up to 25 bits; it is cut into an upper and a lower
/// part, and <c>sum(w x) = 2^15 sum(upper x) + sum(lower x)</c> holds to the bit, whatever overflows, for 32-bit sums are exact modulo
/// 2^32 and the result fits. That takes fewer operations than products of 32 bits, which most processors split in two.
/// (Dot products of bytes, AVX-VNNI's, would want three parts and gain little over that.)
/// </summary>
internal sealed class PairKernel<TLanes> : ResamplingKernel
    where TLanes : struct, ILanes<TLanes>
{
    // Of four pixels of four bytes, bytes of the first two, or of the last two, side by side as 16-bit numbers.
    private static readonly Vector128<byte> _firstPair = Vector128.Create((byte)0, 128, 4, 128, 1, 128, 5, 128, 2, 128, 6, 128, 3, 128, 7, 128);
    private static readonly Vector128<byte> _secondPair = Vector128.Create((byte)8, 128, 12, 128, 9, 128, 13, 128, 10, 128, 14, 128, 11, 128, 15, 128);

    public override int RowsAtOnce => 2 * TLanes.Count;

    /// <summary>Each row is a lane of one of two vectors; four pixels of each are looked at at once.</summary>
    // Optimized from the first call on: unoptimized vector code takes a hundred times as long, which the first few pictures would feel.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Filter(ref readonly byte rows, nint stride, ResamplingWeights columns, ref byte filtered, nint filteredStride)
    {
        ref var filteredB = ref Unsafe.AddByteOffset(ref filtered, TLanes.Count * filteredStride);
        ref var pairs = ref MemoryMarshal.GetArrayDataReference(columns.Pairs);
        var firstPair = TLanes.Create(_firstPair);
        var secondPair = TLanes.Create(_secondPair);
        var strideB = TLanes.Count * stride;
        var (fours, hasTwo) = (columns.Taps / 4, columns.Taps % 4 != 0);
        foreach (var first in columns.Firsts)
        {
            ref var pixel = ref Unsafe.Add(ref Unsafe.AsRef(in rows), (nint)first * 4);
            var (upperA, lowerA) = (TLanes.Create(0), TLanes.Create(ResamplingWeights.Half));
            var (upperB, lowerB) = (upperA, lowerA);
            for (var i = fours; i > 0; i--)
            {
                var a = TLanes.LoadRows(in pixel, stride);
                var b = TLanes.LoadRows(in Unsafe.AddByteOffset(ref pixel, strideB), stride);
                var (upper, lower) = (TLanes.Create(pairs), TLanes.Create(Unsafe.Add(ref pairs, 1)));
                Add(TLanes.Shuffle(a, firstPair), upper, lower, ref upperA, ref lowerA);
                Add(TLanes.Shuffle(b, firstPair), upper, lower, ref upperB, ref lowerB);
                (upper, lower) = (TLanes.Create(Unsafe.Add(ref pairs, 2)), TLanes.Create(Unsafe.Add(ref pairs, 3)));
                Add(TLanes.Shuffle(a, secondPair), upper, lower, ref upperA, ref lowerA);
                Add(TLanes.Shuffle(b, secondPair), upper, lower, ref upperB, ref lowerB);
                pairs = ref Unsafe.Add(ref pairs, 4);
                pixel = ref Unsafe.Add(ref pixel, 16);
            }

            if (hasTwo)
            {
                // The last two pixels are looked at as the latter half of four, so as not to reach beyond them.
                pixel = ref Unsafe.Subtract(ref pixel, 8);
                var a = TLanes.LoadRows(in pixel, stride);
                var b = TLanes.LoadRows(in Unsafe.AddByteOffset(ref pixel, strideB), stride);
                var (upper, lower) = (TLanes.Create(pairs), TLanes.Create(Unsafe.Add(ref pairs, 1)));
                Add(TLanes.Shuffle(a, secondPair), upper, lower, ref upperA, ref lowerA);
                Add(TLanes.Shuffle(b, secondPair), upper, lower, ref upperB, ref lowerB);
                pairs = ref Unsafe.Add(ref pairs, 2);
            }

            // The fourth byte is overwritten by the next pixel, the last one is slack.
            var shorts = TLanes.NarrowToShorts(Sum(upperA, lowerA), Sum(upperB, lowerB));
            var bytes = TLanes.NarrowToBytes(shorts, shorts);
            TLanes.StoreRows(bytes, 0, ref filtered, filteredStride);
            TLanes.StoreRows(bytes, 1, ref filteredB, filteredStride);
            filtered = ref Unsafe.Add(ref filtered, 3);
            filteredB = ref Unsafe.Add(ref filteredB, 3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Blend(ref readonly byte filtered, ReadOnlySpan<nint> offsets, ResamplingWeights rows, int row, ref byte result, int length)
    {
        var pairs = rows.Pairs.AsSpan(row * rows.Taps, rows.Taps);
        ref var offset = ref MemoryMarshal.GetReference(offsets);
        var nothing = TLanes.Create(0);
        for (var x = 0; x < length; x += 16 * TLanes.Count)
        {
            ref var column = ref Unsafe.Add(ref Unsafe.AsRef(in filtered), x);
            var (upperA, lowerA) = (nothing, TLanes.Create(ResamplingWeights.Half));
            var (upperB, lowerB, upperC, lowerC, upperD, lowerD) = (upperA, lowerA, upperA, lowerA, upperA, lowerA);
            for (var i = 0; i + 1 < pairs.Length; i += 2)
            {
                var first = TLanes.Load(in Unsafe.AddByteOffset(ref column, Unsafe.Add(ref offset, i)));
                var second = TLanes.Load(in Unsafe.AddByteOffset(ref column, Unsafe.Add(ref offset, i + 1)));
                var upper = TLanes.Create(pairs[i]);
                var lower = TLanes.Create(pairs[i + 1]);
                var bytes = TLanes.InterleaveLower(first, second);
                Add(TLanes.InterleaveLower(bytes, nothing), upper, lower, ref upperA, ref lowerA);
                Add(TLanes.InterleaveUpper(bytes, nothing), upper, lower, ref upperB, ref lowerB);
                bytes = TLanes.InterleaveUpper(first, second);
                Add(TLanes.InterleaveLower(bytes, nothing), upper, lower, ref upperC, ref lowerC);
                Add(TLanes.InterleaveUpper(bytes, nothing), upper, lower, ref upperD, ref lowerD);
            }

            var shorts = TLanes.NarrowToShorts(Sum(upperA, lowerA), Sum(upperB, lowerB));
            TLanes.Store(TLanes.NarrowToBytes(shorts, TLanes.NarrowToShorts(Sum(upperC, lowerC), Sum(upperD, lowerD))), ref Unsafe.Add(ref result, x));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(TLanes numbers, TLanes upper, TLanes lower, ref TLanes upperSum, ref TLanes lowerSum)
    {
        upperSum = TLanes.Add(upperSum, TLanes.MultiplyAddPairs(numbers, upper));
        lowerSum = TLanes.Add(lowerSum, TLanes.MultiplyAddPairs(numbers, lower));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Sum(TLanes upper, TLanes lower) =>
        TLanes.ShiftRight(TLanes.Add(TLanes.ShiftLeft(upper, ResamplingWeights.LowerBits), lower), ResamplingWeights.FractionBits);
}
