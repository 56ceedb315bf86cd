namespace EfficientNet.Training;

/// <summary>Random numbers of other distributions than the uniform one.</summary>
internal static class RandomNumbers
{
    /// <summary>Normal, mean 0, variance 1 (Box and Muller, "A note on the generation of random normal deviates", 1958).</summary>
    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Beta with both parameters equal: the share of one of two gamma numbers in their sum.</summary>
    public static double Beta(Random random, double alpha)
    {
        var (first, second) = (Gamma(random, alpha), Gamma(random, alpha));
        return first + second > 0 ? first / (first + second) : random.Next(2);
    }

    /// <summary>
    /// Gamma with scale 1 (Marsaglia and Tsang, "A simple method for generating gamma variables", 2000, sections 2 and 6 for shapes
    /// below 1).
    /// </summary>
    private static double Gamma(Random random, double shape)
    {
        if (shape < 1)
        {
            return Gamma(random, shape + 1) * Math.Pow(1 - random.NextDouble(), 1 / shape);
        }

        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var normal = Normal(random);
            var cube = Math.Pow(1 + (c * normal), 3);
            if (cube > 0 && Math.Log(1 - random.NextDouble()) < (0.5 * normal * normal) + d - (d * cube) + (d * Math.Log(cube)))
            {
                return d * cube;
            }
        }
    }
}
