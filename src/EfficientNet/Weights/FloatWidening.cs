using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace EfficientNet.Weights;

/// <summary>Numbers stored in 16 bits as 32-bit ones; both ways are exact. Sources need not be aligned.</summary>
internal static class FloatWidening
{
    /// <summary>IEEE 754 half precision.</summary>
    public static void FromHalf(ReadOnlySpan<Half> source, Span<float> destination) =>
        TensorPrimitives.ConvertToSingle(source, destination);

    /// <summary>bfloat16: the upper half of a 32-bit number.</summary>
    public static void FromBFloat16(ReadOnlySpan<ushort> source, Span<float> destination)
    {
        var bits = MemoryMarshal.Cast<float, uint>(destination);
        var i = 0;
        for (; i <= source.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(source[i..]), out var lower, out var upper);
            (lower << 16).CopyTo(bits[i..]);
            (upper << 16).CopyTo(bits[(i + Vector<uint>.Count)..]);
        }

        for (; i < source.Length; i++)
        {
            bits[i] = (uint)source[i] << 16;
        }
    }
}
