namespace EfficientNet.Demo.Surfaces;

/// <summary>A square piece of material: a height and a colour a point. What happens to it happens to these; light makes a picture of them.</summary>
internal sealed class Surface
{
    /// <summary>Width and height in pixels.</summary>
    public const int Size = 256;

    private readonly float[] _height = new float[Size * Size];
    private readonly float[] _colour = new float[Size * Size * 3];

    private Surface()
    {
    }

    private delegate float Texture(int x, int y);

    /// <summary>A sound surface of a random material: brushed metal, painted metal, cast plastic or stone.</summary>
    public static Surface OfRandomMaterial(Random random)
    {
        var surface = new Surface();
        var noise = new ValueNoise(random.Next());
        float angle = random.Between(0, MathF.PI);
        (float sine, float cosine) = MathF.SinCos(angle);
        (Texture relief, float mottling) = random.Next(4) switch
        {
            0 => ((Texture)((x, y) => 0.5f * noise.At((x * cosine + y * sine) * 0.6f, (y * cosine - x * sine) * 0.012f)), 0.02f),
            1 => ((x, y) => 0.5f * noise.Fractal(x * 0.09f, y * 0.09f, 2), 0.02f),
            2 => ((x, y) => 0.6f * noise.Fractal(x * 0.3f, y * 0.3f, 2), 0.04f),
            _ => ((x, y) => 0.7f * noise.Fractal(x * 0.08f, y * 0.08f, 4), 0.16f),
        };
        float grey = random.Between(0.35f, 0.75f);
        float[] colour = [.. Enumerable.Range(0, 3).Select(_ => grey + random.Between(-0.13f, 0.13f))];
        surface.Change((x, y, height, pixel) =>
        {
            float shade = 1 + mottling * noise.Fractal(x * 0.05f + 99, y * 0.05f, 4);
            for (int channel = 0; channel < 3; channel++)
            {
                pixel[channel] = colour[channel] * shade;
            }

            return relief(x, y);
        });
        return surface;
    }

    /// <summary>Gives each point its new height, and changes its colour in place.</summary>
    public void Change(PointChange change)
    {
        for (int y = 0, point = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++, point++)
            {
                _height[point] = change(x, y, _height[point], _colour.AsSpan(3 * point, 3));
            }
        }
    }

    /// <summary>Photographs the surface under a random lamp, with a camera that adds noise.</summary>
    /// <returns>R, G, B and an opaque alpha a pixel, row by row.</returns>
    public byte[] Photograph(Random random)
    {
        (float sine, float cosine) = MathF.SinCos(random.Between(0, 2 * MathF.PI));
        float rise = random.Between(0.6f, 1.2f), gloss = random.Between(0.05f, 0.35f), falloff = random.Between(0, 0.35f);
        float length = MathF.Sqrt(1 + rise * rise);
        float lightX = cosine / length, lightY = sine / length, lightZ = rise / length;
        float exposure = random.Between(0.85f, 1.15f) / lightZ, grain = random.Between(0.02f, 0.06f);
        byte[] pixels = new byte[Size * Size * 4];
        for (int y = 0, point = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++, point++)
            {
                float slopeX = _height[y * Size + Math.Min(x + 1, Size - 1)] - _height[y * Size + Math.Max(x - 1, 0)];
                float slopeY = _height[Math.Min(y + 1, Size - 1) * Size + x] - _height[Math.Max(y - 1, 0) * Size + x];
                float facing = MathF.Max(0, lightZ - 0.5f * (slopeX * lightX + slopeY * lightY)) / MathF.Sqrt(1 + 0.25f * (slopeX * slopeX + slopeY * slopeY));
                float across = 1 + falloff * ((x - Size / 2) * lightX + (y - Size / 2) * lightY) / (Size / 2);
                float mirrored = gloss * MathF.Pow(facing, 12);
                for (int channel = 0; channel < 3; channel++)
                {
                    float light = exposure * across * (_colour[3 * point + channel] * facing + mirrored) + grain * (random.NextSingle() - random.NextSingle());
                    pixels[4 * point + channel] = (byte)Math.Clamp(255 * light, 0, 255);
                }

                pixels[4 * point + 3] = 255;
            }
        }

        return pixels;
    }
}
