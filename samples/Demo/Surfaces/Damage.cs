namespace EfficientNet.Demo.Surfaces;

/// <summary>What can happen to a surface; each at a random place, in a random size and strength.</summary>
internal static class Damage
{
    /// <summary>The classes of the demo's pictures and what makes them.</summary>
    public static readonly (string Name, Action<Surface, Random> Apply)[] Kinds =
    [
        ("dent", Dent),
        ("scratch", Scratch),
        ("sound", (_, _) => { }),
        ("stain", Stain),
    ];

    /// <summary>A smooth hollow with a slight rim: only the height changes.</summary>
    private static void Dent(Surface surface, Random random)
    {
        (float centreX, float centreY) = Place(random);
        (float sine, float cosine) = MathF.SinCos(random.Between(0, MathF.PI));
        float radius = random.Between(18, 42), roundness = random.Between(0.6f, 1), depth = random.Between(0.15f, 0.35f) * radius;
        surface.Change((x, y, height, _) =>
        {
            float along = ((x - centreX) * cosine + (y - centreY) * sine) / radius;
            float across = ((y - centreY) * cosine - (x - centreX) * sine) / (radius * roundness);
            float distance = along * along + across * across;
            return height - depth * (1 - 0.4f * distance) * MathF.Exp(-distance);
        });
    }

    /// <summary>One to three thin grooves: the height changes, and the bare material shows lighter or darker.</summary>
    private static void Scratch(Surface surface, Random random)
    {
        int count = random.Next(1, 4);
        for (int scratch = 0; scratch < count; scratch++)
        {
            (float startX, float startY) = Place(random);
            (float sine, float cosine) = MathF.SinCos(random.Between(0, 2 * MathF.PI));
            float length = random.Between(50, 130), bend = random.Between(-0.002f, 0.002f), width = random.Between(0.8f, 1.8f);
            float depth = random.Between(0.6f, 1.6f), shine = random.Between(-0.25f, 0.35f);
            surface.Change((x, y, height, colour) =>
            {
                float along = (x - startX) * cosine + (y - startY) * sine;
                if (along < 0 || along > length)
                {
                    return height;
                }

                float across = (y - startY) * cosine - (x - startX) * sine - bend * along * (length - along);
                float fading = MathF.Min(1, 8 * MathF.Min(along, length - along) / length);
                float groove = fading * MathF.Exp(-across * across / (width * width));
                Blend(colour, groove * shine, 1);
                return height - depth * groove;
            });
        }
    }

    /// <summary>A spill with a ragged edge that has dried darker: only the colour changes.</summary>
    private static void Stain(Surface surface, Random random)
    {
        (float centreX, float centreY) = Place(random);
        var edge = new ValueNoise(random.Next());
        float radius = random.Between(16, 42), strength = random.Between(0.2f, 0.6f), raggedness = random.Between(0.15f, 0.4f);
        float[] tint = [random.Between(0.4f, 0.8f), random.Between(0.2f, 0.6f), random.Between(0, 0.4f)];
        surface.Change((x, y, height, colour) =>
        {
            float distance = MathF.Sqrt((x - centreX) * (x - centreX) + (y - centreY) * (y - centreY)) / radius;
            float inside = 1 - distance + raggedness * edge.Fractal(x * 0.05f, y * 0.05f, 3);
            float cover = Math.Clamp(inside * 6, 0, 1) * strength;
            float rim = cover * 0.5f * MathF.Exp(-40 * inside * inside);
            for (int channel = 0; channel < 3; channel++)
            {
                colour[channel] *= 1 - cover * (1 - tint[channel]) - rim;
            }

            return height;
        });
    }

    // The network sees the middle seven eighths of a picture: damage lies well inside.
    private static (float X, float Y) Place(Random random) => (random.Between(70, 186), random.Between(70, 186));

    private static void Blend(Span<float> colour, float amount, float towards)
    {
        for (int channel = 0; channel < colour.Length; channel++)
        {
            colour[channel] += amount * (amount > 0 ? towards - colour[channel] : colour[channel]);
        }
    }
}
