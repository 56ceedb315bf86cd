namespace EfficientNet.Demo.Surfaces;

internal static class RandomExtensions
{
    public static float Between(this Random random, float low, float high) => low + (high - low) * random.NextSingle();
}
