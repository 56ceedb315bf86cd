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
    public override void Filter(ref readonly byte rows, nint stride, ResamplingWeights columns, ref byte filtered, nint filteredStride)
    {
        ref var second = ref Unsafe.AddByteOffset(ref Unsafe.AsRef(in rows), TLanes.Count * stride);
        ref var filteredSecond = ref Unsafe.AddByteOffset(ref filtered, TLanes.Count * filteredStride);
        ref var upper = ref MemoryMarshal.GetArrayDataReference(columns.UpperPairs);
        ref var lower = ref MemoryMarshal.GetArrayDataReference(columns.LowerPairs);
        var firstPair = TLanes.Create(_firstPair);
        var secondPair = TLanes.Create(_secondPair);
        var pairs = columns.Taps / 2;
        var firsts = columns.Firsts;
        for (var x = 0; x < firsts.Length; x++)
        {
            var place = (nint)firsts[x] * 4;
            var (upperA, lowerA) = (TLanes.Create(0), TLanes.Create(ResamplingWeights.Half));
            var (upperB, lowerB) = (upperA, lowerA);
            var pair = 0;
            for (; pair + 2 <= pairs; pair += 2, place += 16)
            {
                var a = TLanes.LoadRows(in Unsafe.AddByteOffset(ref Unsafe.AsRef(in rows), place), stride);
                var b = TLanes.LoadRows(in Unsafe.AddByteOffset(ref second, place), stride);
                Add(a, firstPair, pair, ref upper, ref lower, ref upperA, ref lowerA);
                Add(b, firstPair, pair, ref upper, ref lower, ref upperB, ref lowerB);
                Add(a, secondPair, pair + 1, ref upper, ref lower, ref upperA, ref lowerA);
                Add(b, secondPair, pair + 1, ref upper, ref lower, ref upperB, ref lowerB);
            }

            if (pair < pairs)
            {
                // The last pair of an odd number: the upper half of the four pixels that end with it.
                var a = TLanes.LoadRows(in Unsafe.AddByteOffset(ref Unsafe.AsRef(in rows), place - 8), stride);
                var b = TLanes.LoadRows(in Unsafe.AddByteOffset(ref second, place - 8), stride);
                Add(a, secondPair, pair, ref upper, ref lower, ref upperA, ref lowerA);
                Add(b, secondPair, pair, ref upper, ref lower, ref upperB, ref lowerB);
            }

            // The fourth byte is overwritten by the next pixel, the last one is slack.
            var shorts = TLanes.NarrowToShorts(Sum(upperA, lowerA), Sum(upperB, lowerB));
            var bytes = TLanes.NarrowToBytes(shorts, shorts);
            TLanes.StoreRows(bytes, 0, ref Unsafe.Add(ref filtered, x * 3), filteredStride);
            TLanes.StoreRows(bytes, 1, ref Unsafe.Add(ref filteredSecond, x * 3), filteredStride);
            upper = ref Unsafe.Add(ref upper, pairs);
            lower = ref Unsafe.Add(ref lower, pairs);
        }
    }

    public override void Blend(ref readonly byte filtered, ReadOnlySpan<nint> offsets, ResamplingWeights rows, int row, ref byte result, int length)
    {
        var pairs = rows.Taps / 2;
        var uppers = rows.UpperPairs.AsSpan(row * pairs, pairs);
        var lowers = rows.LowerPairs.AsSpan(row * pairs, pairs);
        ref var offset = ref MemoryMarshal.GetReference(offsets);
        var nothing = TLanes.Create(0);
        for (var x = 0; x < length; x += 16 * TLanes.Count)
        {
            ref var column = ref Unsafe.Add(ref Unsafe.AsRef(in filtered), x);
            var (upperA, lowerA) = (nothing, TLanes.Create(ResamplingWeights.Half));
            var (upperB, lowerB, upperC, lowerC, upperD, lowerD) = (upperA, lowerA, upperA, lowerA, upperA, lowerA);
            for (var pair = 0; pair < uppers.Length; pair++)
            {
                var first = TLanes.Load(in Unsafe.AddByteOffset(ref column, Unsafe.Add(ref offset, 2 * pair)));
                var second = TLanes.Load(in Unsafe.AddByteOffset(ref column, Unsafe.Add(ref offset, (2 * pair) + 1)));
                var upper = TLanes.Create(uppers[pair]);
                var lower = TLanes.Create(lowers[pair]);
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
    private static void Add(TLanes pixels, TLanes which, int pair, ref int uppers, ref int lowers, ref TLanes upperSum, ref TLanes lowerSum) =>
        Add(TLanes.Shuffle(pixels, which), TLanes.Create(Unsafe.Add(ref uppers, pair)), TLanes.Create(Unsafe.Add(ref lowers, pair)), ref upperSum, ref lowerSum);

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
