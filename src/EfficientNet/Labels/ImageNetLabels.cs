namespace EfficientNet.Labels;

/// <summary>The 1,000 classes of ImageNet (ILSVRC 2012) in the order of a network's logits.</summary>
public static class ImageNetLabels
{
    private const string ResourceName = "imagenet-labels.tsv";

    /// <summary>All classes; the class at place <c>i</c> has the index <c>i</c>.</summary>
    public static IReadOnlyList<ImageNetLabel> All { get; } = Read();

    /// <summary>
    /// The short names of all classes in order. They are not unique, see <see cref="ImageNetLabel.ShortName"/>.
    /// </summary>
    public static IReadOnlyList<string> ShortNames { get; } = Array.AsReadOnly(All.Select(label => label.ShortName).ToArray());

    private static IReadOnlyList<ImageNetLabel> Read()
    {
        using var stream = typeof(ImageNetLabels).Assembly.GetManifestResourceStream(ResourceName)!;
        using var reader = new StreamReader(stream);
        var labels = new List<ImageNetLabel>(1000);
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split('\t');
            labels.Add(new ImageNetLabel(int.Parse(fields[0], System.Globalization.CultureInfo.InvariantCulture), fields[1], fields[2]));
        }

        return labels.AsReadOnly();
    }
}
