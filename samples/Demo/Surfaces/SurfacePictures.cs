using Microsoft.ML.Data;

namespace EfficientNet.Demo.Surfaces;

/// <summary>Draws the demo's own labelled set, the same in every run.</summary>
internal static class SurfacePictures
{
    private const int Seed = 20240607;

    /// <summary>Writes <paramref name="count"/> pictures a class to one folder a class below <paramref name="folder"/>.</summary>
    /// <param name="folder">Where they go; what was there before is removed.</param>
    /// <param name="count">How many pictures a class.</param>
    /// <param name="drawn">Told how many pictures there are after each.</param>
    public static void Write(string folder, int count, Action<int> drawn)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        var pictures = (from kind in Enumerable.Range(0, Damage.Kinds.Length) from number in Enumerable.Range(0, count) select (kind, number)).ToList();
        foreach ((string name, _) in Damage.Kinds)
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
        }

        int done = 0;
        Parallel.ForEach(pictures, picture =>
        {
            (string name, Action<Surface, Random> damage) = Damage.Kinds[picture.kind];

            // A generator a picture: neither the order nor the number of the others changes it.
            var random = new Random(Seed + 10_000 * picture.kind + picture.number);
            Surface surface = Surface.OfRandomMaterial(random);
            damage(surface, random);
            using MLImage image = MLImage.CreateFromPixels(Surface.Size, Surface.Size, MLPixelFormat.Rgba32, surface.Photograph(random));
            image.Save(Path.Combine(folder, name, $"{name}-{picture.number:000}.png"));
            drawn(Interlocked.Increment(ref done));
        });
    }
}
