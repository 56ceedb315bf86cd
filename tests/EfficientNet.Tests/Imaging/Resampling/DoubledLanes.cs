using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using EfficientNet.Imaging.Resampling;

namespace EfficientNet.Tests.Imaging.Resampling;

/// <summary>
/// Twice as many lanes, made of two vectors: the kernel for vectors wider than this machine has is run by those it has. For
/// AVX-512, that leaves only single instructions untried.
/// </summary>
internal readonly struct DoubledLanes<THalf>(THalf lower, THalf upper) : ILanes<DoubledLanes<THalf>>
    where THalf : struct, ILanes<THalf>
{
    private readonly THalf _lower = lower;
    private readonly THalf _upper = upper;

    public static int Count => 2 * THalf.Count;

    public static DoubledLanes<THalf> Create(int bits) => new(THalf.Create(bits), THalf.Create(bits));

    public static DoubledLanes<THalf> Create(Vector128<byte> lane) => new(THalf.Create(lane), THalf.Create(lane));

    public static DoubledLanes<THalf> Load(ref readonly byte first) => new(THalf.Load(in first), THalf.Load(in Behind(in first, 16)));

    public static DoubledLanes<THalf> LoadRows(ref readonly byte first, nint stride) =>
        new(THalf.LoadRows(in first, stride), THalf.LoadRows(in Behind(in first, stride), stride));

    public static void Store(DoubledLanes<THalf> vector, ref byte first)
    {
        THalf.Store(vector._lower, ref first);
        THalf.Store(vector._upper, ref Behind(in first, 16));
    }

    public static void StoreRows(DoubledLanes<THalf> vector, int index, ref byte first, nint stride)
    {
        THalf.StoreRows(vector._lower, index, ref first, stride);
        THalf.StoreRows(vector._upper, index, ref Behind(in first, stride), stride);
    }

    public static DoubledLanes<THalf> Shuffle(DoubledLanes<THalf> bytes, DoubledLanes<THalf> indices) => Each(THalf.Shuffle, bytes, indices);

    public static DoubledLanes<THalf> InterleaveLower(DoubledLanes<THalf> left, DoubledLanes<THalf> right) => Each(THalf.InterleaveLower, left, right);

    public static DoubledLanes<THalf> InterleaveUpper(DoubledLanes<THalf> left, DoubledLanes<THalf> right) => Each(THalf.InterleaveUpper, left, right);

    public static DoubledLanes<THalf> MultiplyAddPairs(DoubledLanes<THalf> left, DoubledLanes<THalf> right) => Each(THalf.MultiplyAddPairs, left, right);

    public static DoubledLanes<THalf> Add(DoubledLanes<THalf> left, DoubledLanes<THalf> right) => Each(THalf.Add, left, right);

    public static DoubledLanes<THalf> ShiftLeft(DoubledLanes<THalf> numbers, byte bits) => new(THalf.ShiftLeft(numbers._lower, bits), THalf.ShiftLeft(numbers._upper, bits));

    public static DoubledLanes<THalf> ShiftRight(DoubledLanes<THalf> numbers, byte bits) => new(THalf.ShiftRight(numbers._lower, bits), THalf.ShiftRight(numbers._upper, bits));

    public static DoubledLanes<THalf> NarrowToShorts(DoubledLanes<THalf> left, DoubledLanes<THalf> right) => Each(THalf.NarrowToShorts, left, right);

    public static DoubledLanes<THalf> NarrowToBytes(DoubledLanes<THalf> left, DoubledLanes<THalf> right) => Each(THalf.NarrowToBytes, left, right);

    private static DoubledLanes<THalf> Each(Func<THalf, THalf, THalf> operation, DoubledLanes<THalf> left, DoubledLanes<THalf> right) =>
        new(operation(left._lower, right._lower), operation(left._upper, right._upper));

    private static ref byte Behind(ref readonly byte first, nint stride) => ref Unsafe.AddByteOffset(ref Unsafe.AsRef(in first), THalf.Count * stride);
}
