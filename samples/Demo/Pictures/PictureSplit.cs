using EfficientNet.MLNet;

namespace EfficientNet.Demo.Pictures;

/// <summary>Labelled pictures in two parts: to learn from, and held out to test on.</summary>
internal sealed record PictureSplit(IReadOnlyList<LabeledImage> Training, IReadOnlyList<LabeledImage> HeldOut)
{
    /// <summary>Holds out a quarter of each class, at least one picture, chosen by <paramref name="seed"/>.</summary>
    /// <exception cref="DemoException">There are fewer than two classes, or a class has fewer than two pictures.</exception>
    public static PictureSplit ByClass(IEnumerable<LabeledImage> pictures, int seed)
    {
        List<IGrouping<string, LabeledImage>> classes = [.. pictures.GroupBy(picture => picture.Label)];
        if (classes.Count < 2)
        {
            throw new DemoException($"There is nothing to tell apart: {(classes.Count == 0 ? "no class" : $"only the class '{classes[0].Key}'")} has pictures, expected two classes or more.");
        }

        if (classes.FirstOrDefault(group => group.Count() < 2) is { } small)
        {
            throw new DemoException($"The class '{small.Key}' has one picture, expected at least two: one to learn from and one to test on.");
        }

        var random = new Random(seed);
        var training = new List<LabeledImage>();
        var heldOut = new List<LabeledImage>();
        foreach (IGrouping<string, LabeledImage> group in classes)
        {
            LabeledImage[] shuffled = [.. group];
            random.Shuffle(shuffled);
            int held = Math.Max(1, shuffled.Length / 4);
            heldOut.AddRange(shuffled[..held]);
            training.AddRange(shuffled[held..]);
        }

        return new PictureSplit(training, heldOut);
    }
}
