using System.Numerics.Tensors;

namespace EfficientNet.Training;

/// <summary>Sums over long vectors of single precision that keep their precision.</summary>
internal static class Vectors
{
    /// <summary>Short enough for single precision inside; the pieces are added in double precision.</summary>
    private const int Piece = 1024;

    /// <summary>The sum of the products.</summary>
    public static double Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var sum = 0.0;
        for (var start = 0; start < left.Length; start += Piece)
        {
            var length = Math.Min(Piece, left.Length - start);
            sum += TensorPrimitives.Dot(left.Slice(start, length), right.Slice(start, length));
        }

        return sum;
    }

    /// <summary>The length of a vector.</summary>
    public static double Norm(ReadOnlySpan<float> vector) => Math.Sqrt(Dot(vector, vector));
}
