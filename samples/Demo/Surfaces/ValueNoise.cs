namespace EfficientNet.Demo.Surfaces;

/// <summary>Smooth random fields: random values on a grid of whole numbers, interpolated between them.</summary>
internal sealed class ValueNoise(int seed)
{
    /// <summary>The sum of <paramref name="octaves"/> fields, each twice as fine and half as strong as the one before; from -1 to 1.</summary>
    public float Fractal(float x, float y, int octaves)
    {
        float sum = 0, strength = 1, total = 0;
        for (int octave = 0; octave < octaves; octave++)
        {
            sum += strength * At(x, y);
            total += strength;
            strength /= 2;
            x = 2 * x + 17.3f;
            y = 2 * y + 5.7f;
        }

        return sum / total;
    }

    /// <summary>One field, from -1 to 1; its features are one unit large.</summary>
    public float At(float x, float y)
    {
        float left = MathF.Floor(x), top = MathF.Floor(y);
        float right = Ease(x - left), down = Ease(y - top);
        int column = (int)left, row = (int)top;
        return float.Lerp(
            float.Lerp(Grid(column, row), Grid(column + 1, row), right),
            float.Lerp(Grid(column, row + 1), Grid(column + 1, row + 1), right),
            down);
    }

    private static float Ease(float t) => t * t * (3 - 2 * t);

    private float Grid(int column, int row)
    {
        uint hash = (uint)seed * 0x9E3779B1u ^ (uint)column * 0x85EBCA77u ^ (uint)row * 0xC2B2AE3Du;
        hash = (hash ^ hash >> 15) * 0x2C1B3C6Du;
        hash = (hash ^ hash >> 12) * 0x297A2D39u;
        hash ^= hash >> 15;
        return hash / (float)(uint.MaxValue / 2) - 1;
    }
}
