namespace EfficientNet.Labels;

/// <summary>One of the 1,000 classes of ImageNet (ILSVRC 2012).</summary>
/// <param name="Index">The class's place in a network's logits, 0 to 999.</param>
/// <param name="WordNetId">The id of the class's synset in WordNet, such as <c>n01440764</c>.</param>
/// <param name="Description">All synonyms, separated by comma and space, such as <c>tench, Tinca tinca</c>.</param>
public sealed record ImageNetLabel(int Index, string WordNetId, string Description)
{
    /// <summary>
    /// The first synonym, such as <c>tench</c>. Two names stand for two classes each: <c>crane</c> (the bird, 134, and
    /// the machine, 517) and <c>maillot</c> (638 and 639).
    /// </summary>
    public string ShortName { get; } = Description.Split(", ", 2)[0];
}
