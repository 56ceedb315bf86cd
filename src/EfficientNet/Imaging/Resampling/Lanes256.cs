using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EfficientNet.Imaging.Resampling;

/// <summary>AVX2's vectors.</summary>
internal readonly struct Lanes256(Vector256<byte> bits) : ILanes<Lanes256>
{
    private readonly Vector256<byte> _bits = bits;

    public static int Count => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Create(int bits) => new(Vector256.Create(bits).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Create(Vector128<byte> lane) => new(Vector256.Create(lane, lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(ref readonly byte first) => new(Vector256.LoadUnsafe(in first));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 LoadRows(ref readonly byte first, nint stride) => new(Vector256.Create(
        Vector128.LoadUnsafe(in first),
        Vector128.LoadUnsafe(in Unsafe.AddByteOffset(ref Unsafe.AsRef(in first), stride))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes256 vector, ref byte first) => vector._bits.StoreUnsafe(ref first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreRows(Lanes256 vector, int index, ref byte first, nint stride)
    {
        var numbers = vector._bits.AsUInt32();
        Unsafe.WriteUnaligned(ref first, numbers.GetLower().GetElement(index));
        Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref first, stride), numbers.GetUpper().GetElement(index));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Shuffle(Lanes256 bytes, Lanes256 indices) => new(Avx2.Shuffle(bytes._bits, indices._bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 InterleaveLower(Lanes256 left, Lanes256 right) => new(Avx2.UnpackLow(left._bits, right._bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 InterleaveUpper(Lanes256 left, Lanes256 right) => new(Avx2.UnpackHigh(left._bits, right._bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyAddPairs(Lanes256 left, Lanes256 right) => new(Avx2.MultiplyAddAdjacent(left._bits.AsInt16(), right._bits.AsInt16()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Add(Lanes256 left, Lanes256 right) => new((left._bits.AsInt32() + right._bits.AsInt32()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 ShiftLeft(Lanes256 numbers, byte bits) => new(Vector256.ShiftLeft(numbers._bits.AsInt32(), bits).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 ShiftRight(Lanes256 numbers, byte bits) => new(Vector256.ShiftRightArithmetic(numbers._bits.AsInt32(), bits).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 NarrowToShorts(Lanes256 left, Lanes256 right) => new(Avx2.PackSignedSaturate(left._bits.AsInt32(), right._bits.AsInt32()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 NarrowToBytes(Lanes256 left, Lanes256 right) => new(Avx2.PackUnsignedSaturate(left._bits.AsInt16(), right._bits.AsInt16()));
}
