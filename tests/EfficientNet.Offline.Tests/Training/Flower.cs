using Microsoft.ML.Data;

namespace EfficientNet.Offline.Tests.Training;

/// <summary>A row to learn from: four features, a class by name, a weight.</summary>
internal sealed class Flower
{
    public const int FeatureCount = 4;

    public static readonly string[] Kinds = ["rose", "tulip", "daisy"];

    [VectorType(FeatureCount)]
    public float[] Features { get; set; }

    public string Kind { get; set; }

    public float Importance { get; set; } = 1;

    /// <summary>Seeded rows whose classes overlap: no model gets all of them right.</summary>
    public static List<Flower> Grow(int count, int seed = 5)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(i =>
        {
            var kind = i % Kinds.Length;
            var features = Enumerable.Range(0, FeatureCount)
                .Select(f => (float)(random.NextDouble() * 2 - 1 + (f == kind ? 0.8 : 0) - (f == 3 ? 0.3 * kind : 0)));
            return new Flower { Features = features.ToArray(), Kind = Kinds[kind] };
        }).ToList();
    }

    public int KindIndex => Array.IndexOf(Kinds, Kind);
}
