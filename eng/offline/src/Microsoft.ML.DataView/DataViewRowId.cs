using System.Numerics;

namespace Microsoft.ML.Data;

// A 128-bit row id. The mixing steps are those of MurmurHash3 (x64, 128 bits), applied without its length and finishing rounds.
public readonly struct DataViewRowId : IComparable<DataViewRowId>, IEquatable<DataViewRowId>
{
    private const ulong C1 = 0x87c37b91114253d5;
    private const ulong C2 = 0x4cf5ad432745937f;

    public readonly ulong Low;
    public readonly ulong High;

    public DataViewRowId(ulong low, ulong high)
    {
        Low = low;
        High = high;
    }

    // As if the id were combined with a block of zeros.
    public DataViewRowId Next() => Mix(Low, High, 0, 0);

    // As if the id were combined with a block whose low half is 1; never collides with Next.
    public DataViewRowId Fork()
    {
        var next = Next();
        return new DataViewRowId(next.Low ^ (BitOperations.RotateLeft(C1, 31) * C2), next.High);
    }

    public DataViewRowId Combine(DataViewRowId other)
    {
        var fork = other.Fork();
        return Mix(Low, High, fork.Low, fork.High);
    }

    public int CompareTo(DataViewRowId other) => High == other.High ? Low.CompareTo(other.Low) : High.CompareTo(other.High);

    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;

    public override bool Equals(object obj) => obj is DataViewRowId other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Low, High);

    public override string ToString() => $"{High:x16}{Low:x16}";

    private static DataViewRowId Mix(ulong h1, ulong h2, ulong k1, ulong k2)
    {
        h1 ^= BitOperations.RotateLeft(k1 * C1, 31) * C2;
        h1 = (BitOperations.RotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
        h2 ^= BitOperations.RotateLeft(k2 * C2, 33) * C1;
        h2 = (BitOperations.RotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
        return new DataViewRowId(h1, h2);
    }
}
