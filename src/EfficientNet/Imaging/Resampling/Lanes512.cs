using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EfficientNet.Imaging.Resampling;

/// <summary>AVX-512's vectors.</summary>
internal readonly struct Lanes512(Vector512<byte> bits) : ILanes<Lanes512>
{
    private readonly Vector512<byte> _bits = bits;

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Create(int bits) => new(Vector512.Create(bits).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Create(Vector128<byte> lane) => new(Vector512.Create(Vector256.Create(lane, lane), Vector256.Create(lane, lane)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(ref readonly byte first) => new(Vector512.LoadUnsafe(in first));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 LoadRows(ref readonly byte first, nint stride) => new(Vector512.Create(
        Vector256.Create(
            Vector128.LoadUnsafe(in first),
            Vector128.LoadUnsafe(in Unsafe.AddByteOffset(ref Unsafe.AsRef(in first), stride))),
        Vector256.Create(
            Vector128.LoadUnsafe(in Unsafe.AddByteOffset(ref Unsafe.AsRef(in first), 2 * stride)),
            Vector128.LoadUnsafe(in Unsafe.AddByteOffset(ref Unsafe.AsRef(in first), 3 * stride)))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes512 vector, ref byte first) => vector._bits.StoreUnsafe(ref first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreRows(Lanes512 vector, int index, ref byte first, nint stride)
    {
        var (lower, upper) = (vector._bits.AsUInt32().GetLower(), vector._bits.AsUInt32().GetUpper());
        Unsafe.WriteUnaligned(ref first, lower.GetLower().GetElement(index));
        Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref first, stride), lower.GetUpper().GetElement(index));
        Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref first, 2 * stride), upper.GetLower().GetElement(index));
        Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref first, 3 * stride), upper.GetUpper().GetElement(index));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Shuffle(Lanes512 bytes, Lanes512 indices) => new(Avx512BW.Shuffle(bytes._bits, indices._bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 InterleaveLower(Lanes512 left, Lanes512 right) => new(Avx512BW.UnpackLow(left._bits, right._bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 InterleaveUpper(Lanes512 left, Lanes512 right) => new(Avx512BW.UnpackHigh(left._bits, right._bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MultiplyAddPairs(Lanes512 left, Lanes512 right) => new(Avx512BW.MultiplyAddAdjacent(left._bits.AsInt16(), right._bits.AsInt16()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Add(Lanes512 left, Lanes512 right) => new((left._bits.AsInt32() + right._bits.AsInt32()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 ShiftLeft(Lanes512 numbers, byte bits) => new(Vector512.ShiftLeft(numbers._bits.AsInt32(), bits).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 ShiftRight(Lanes512 numbers, byte bits) => new(Vector512.ShiftRightArithmetic(numbers._bits.AsInt32(), bits).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 NarrowToShorts(Lanes512 left, Lanes512 right) => new(Avx512BW.PackSignedSaturate(left._bits.AsInt32(), right._bits.AsInt32()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 NarrowToBytes(Lanes512 left, Lanes512 right) => new(Avx512BW.PackUnsignedSaturate(left._bits.AsInt16(), right._bits.AsInt16()));
}
