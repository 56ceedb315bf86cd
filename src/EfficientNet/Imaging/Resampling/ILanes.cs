using System.Runtime.Intrinsics;

namespace EfficientNet.Imaging.Resampling;

/// <summary>
/// A vector of some number of lanes of 128 bits, and the operations on it that x86 has at every width, each within its lane.
/// Written against this, a kernel is the same at all widths but for the number of lanes.
/// </summary>
internal interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>The number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>The same 32 bits all over.</summary>
    static abstract TSelf Create(int bits);

    /// <summary>The same 16 bytes in every lane.</summary>
    static abstract TSelf Create(Vector128<byte> lane);

    /// <summary>As many bytes as there is room for, one after another.</summary>
    static abstract TSelf Load(ref readonly byte first);

    /// <summary>16 bytes for each lane, each <paramref name="stride"/> bytes behind the one before.</summary>
    static abstract TSelf LoadRows(ref readonly byte first, nint stride);

    /// <summary>Writes all bytes, one after another.</summary>
    static abstract void Store(TSelf vector, ref byte first);

    /// <summary>Writes 32 bits of each lane, those at <paramref name="index"/>, each <paramref name="stride"/> bytes behind the one before.</summary>
    static abstract void StoreRows(TSelf vector, int index, ref byte first, nint stride);

    /// <summary>Byte by byte the one an index names; 0 for an index of 128 and above.</summary>
    static abstract TSelf Shuffle(TSelf bytes, TSelf indices);

    /// <summary>Bytes of both vectors in turn, from the lower half of each lane.</summary>
    static abstract TSelf InterleaveLower(TSelf left, TSelf right);

    /// <summary>Bytes of both vectors in turn, from the upper half of each lane.</summary>
    static abstract TSelf InterleaveUpper(TSelf left, TSelf right);

    /// <summary>Products of 16-bit numbers, neighbours added up, as 32-bit numbers.</summary>
    static abstract TSelf MultiplyAddPairs(TSelf left, TSelf right);

    /// <summary>Sums of 32-bit numbers.</summary>
    static abstract TSelf Add(TSelf left, TSelf right);

    /// <summary>32-bit numbers shifted to the left.</summary>
    static abstract TSelf ShiftLeft(TSelf numbers, byte bits);

    /// <summary>Signed 32-bit numbers shifted to the right.</summary>
    static abstract TSelf ShiftRight(TSelf numbers, byte bits);

    /// <summary>Signed 32-bit numbers of two vectors as 16-bit numbers, the nearest possible; the left vector's in the lower half of each lane.</summary>
    static abstract TSelf NarrowToShorts(TSelf left, TSelf right);

    /// <summary>Signed 16-bit numbers of two vectors as bytes, the nearest possible; the left vector's in the lower half of each lane.</summary>
    static abstract TSelf NarrowToBytes(TSelf left, TSelf right);
}
