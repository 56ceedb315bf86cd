using System.Runtime.CompilerServices;

namespace EfficientNet.Imaging;

/// <summary>
/// What augmentations need of chance beside <see cref="Random"/>. Only additions, multiplications and square roots, which every machine rounds
/// alike; exponentials and logarithms differ in their last bit from one system to another, and with it now and then a whole crop.
/// </summary>
internal static class Chance
{
    /// <summary>The probability, if it is one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is none.</exception>
    public static double Check(double probability, [CallerArgumentExpression(nameof(probability))] string? name = null) => probability is >= 0 and <= 1
        ? probability
        : throw new ArgumentOutOfRangeException(name, probability, "A probability should be 0 to 1.");

    /// <summary>A number evenly distributed between two.</summary>
    public static double Uniform(Random random, double low, double high) => low + ((high - low) * random.NextDouble());

    /// <summary>
    /// A number between two above 0, whose logarithm is evenly distributed: <c>low (high / low)^u</c>, the power as a product of
    /// square roots of square roots, one for each of 32 random bits behind u's point.
    /// </summary>
    public static double LogUniform(Random random, double low, double high)
    {
        var root = high / low;
        var result = low;
        var bits = (uint)random.NextInt64(1L << 32);
        for (var bit = 31; bit >= 0; bit--)
        {
            root = Math.Sqrt(root);
            if ((bits >> bit & 1) != 0)
            {
                result *= root;
            }
        }

        return result;
    }
}
