using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace EfficientNet.Training;

/// <summary>
/// The two matrix products of a dense layer, in tiles of 4 rows and 2 outputs whose numbers stay in registers: a dot product at a time
/// would load two numbers for each multiplication. Counts are multiples of the tiles; see <see cref="HeadShape"/>.
/// </summary>
internal static class DenseKernel
{
    /// <summary>How many rows a tile has.</summary>
    public const int RowTile = 4;

    /// <summary>How many outputs a tile has.</summary>
    public const int OutputTile = 2;

    /// <summary>What the length of a row of inputs is a multiple of: the longest vectors of today's machines.</summary>
    public const int InputTile = 16;

    /// <summary>outputs[row, o] = bias[o] + sum over i of inputs[row, i] * weight[o, i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(ReadOnlySpan<float> inputs, int inputCount, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> outputs)
    {
        var (rows, outputCount) = (inputs.Length / inputCount, bias.Length);
        Check(rows, inputCount, outputCount, weight.Length, outputs.Length);
        var stride = (nuint)inputCount;
        for (var row = 0; row < rows; row += RowTile)
        {
            ref var x = ref Unsafe.Add(ref MemoryMarshal.GetReference(inputs), row * inputCount);
            for (var output = 0; output < outputCount; output += OutputTile)
            {
                ref var w = ref Unsafe.Add(ref MemoryMarshal.GetReference(weight), output * inputCount);
                Vector<float> s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default, s31 = default;
                for (nuint at = 0; at < stride; at += (nuint)Vector<float>.Count)
                {
                    var (w0, w1) = (Vector.LoadUnsafe(ref w, at), Vector.LoadUnsafe(ref w, at + stride));
                    var x0 = Vector.LoadUnsafe(ref x, at);
                    (s00, s01) = (MultiplyAdd(x0, w0, s00), MultiplyAdd(x0, w1, s01));
                    var x1 = Vector.LoadUnsafe(ref x, at + stride);
                    (s10, s11) = (MultiplyAdd(x1, w0, s10), MultiplyAdd(x1, w1, s11));
                    var x2 = Vector.LoadUnsafe(ref x, at + (2 * stride));
                    (s20, s21) = (MultiplyAdd(x2, w0, s20), MultiplyAdd(x2, w1, s21));
                    var x3 = Vector.LoadUnsafe(ref x, at + (3 * stride));
                    (s30, s31) = (MultiplyAdd(x3, w0, s30), MultiplyAdd(x3, w1, s31));
                }

                var (bias0, bias1) = (bias[output], bias[output + 1]);
                var z = outputs[((row * outputCount) + output)..];
                (z[0], z[1]) = (bias0 + Vector.Sum(s00), bias1 + Vector.Sum(s01));
                z = z[outputCount..];
                (z[0], z[1]) = (bias0 + Vector.Sum(s10), bias1 + Vector.Sum(s11));
                z = z[outputCount..];
                (z[0], z[1]) = (bias0 + Vector.Sum(s20), bias1 + Vector.Sum(s21));
                z = z[outputCount..];
                (z[0], z[1]) = (bias0 + Vector.Sum(s30), bias1 + Vector.Sum(s31));
            }
        }
    }

    /// <summary>sums[o, i] += sum over rows of factors[row * rowStep + o * outputStep] * inputs[row, i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddProducts(ReadOnlySpan<float> inputs, int inputCount, ReadOnlySpan<float> factors, int rowStep, int outputStep, Span<float> sums)
    {
        var (rows, outputCount) = (inputs.Length / inputCount, sums.Length / inputCount);
        Check(rows, inputCount, outputCount, sums.Length, factors.Length);
        var stride = (nuint)inputCount;
        for (var output = 0; output < outputCount; output += OutputTile)
        {
            ref var g = ref Unsafe.Add(ref MemoryMarshal.GetReference(sums), output * inputCount);
            for (var row = 0; row < rows; row += RowTile)
            {
                ref var x = ref Unsafe.Add(ref MemoryMarshal.GetReference(inputs), row * inputCount);
                var factor = (row * rowStep) + (output * outputStep);
                var (f00, f01) = (new Vector<float>(factors[factor]), new Vector<float>(factors[factor + outputStep]));
                factor += rowStep;
                var (f10, f11) = (new Vector<float>(factors[factor]), new Vector<float>(factors[factor + outputStep]));
                factor += rowStep;
                var (f20, f21) = (new Vector<float>(factors[factor]), new Vector<float>(factors[factor + outputStep]));
                factor += rowStep;
                var (f30, f31) = (new Vector<float>(factors[factor]), new Vector<float>(factors[factor + outputStep]));
                for (nuint at = 0; at < stride; at += (nuint)Vector<float>.Count)
                {
                    var (g0, g1) = (Vector.LoadUnsafe(ref g, at), Vector.LoadUnsafe(ref g, at + stride));
                    var x0 = Vector.LoadUnsafe(ref x, at);
                    (g0, g1) = (MultiplyAdd(x0, f00, g0), MultiplyAdd(x0, f01, g1));
                    var x1 = Vector.LoadUnsafe(ref x, at + stride);
                    (g0, g1) = (MultiplyAdd(x1, f10, g0), MultiplyAdd(x1, f11, g1));
                    var x2 = Vector.LoadUnsafe(ref x, at + (2 * stride));
                    (g0, g1) = (MultiplyAdd(x2, f20, g0), MultiplyAdd(x2, f21, g1));
                    var x3 = Vector.LoadUnsafe(ref x, at + (3 * stride));
                    (g0, g1) = (MultiplyAdd(x3, f30, g0), MultiplyAdd(x3, f31, g1));
                    Vector.StoreUnsafe(g0, ref g, at);
                    Vector.StoreUnsafe(g1, ref g, at + stride);
                }
            }
        }
    }

    /// <summary>Single-precision multiplication and addition, fused where the machine can.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> MultiplyAdd(Vector<float> left, Vector<float> right, Vector<float> addend)
    {
        if (Vector<float>.Count == Vector256<float>.Count && Fma.IsSupported)
        {
            return Fma.MultiplyAdd(left.AsVector256(), right.AsVector256(), addend.AsVector256()).AsVector();
        }

        if (Vector<float>.Count == Vector128<float>.Count && AdvSimd.IsSupported)
        {
            return AdvSimd.FusedMultiplyAdd(addend.AsVector128(), left.AsVector128(), right.AsVector128()).AsVector();
        }

        return (left * right) + addend;
    }

    private static void Check(int rows, int inputCount, int outputCount, int weights, int products)
    {
        if (rows % RowTile != 0 || inputCount % InputTile != 0 || outputCount % OutputTile != 0 || weights != inputCount * outputCount || products < rows * outputCount)
        {
            throw new ArgumentException($"No tiles: {rows} rows, {inputCount} inputs, {outputCount} outputs, {weights} weights, {products} products.");
        }
    }
}
