namespace EfficientNet.MLNet.Classification;

/// <summary>Lists that fit into a message.</summary>
internal static class Texts
{
    private const int Most = 10;

    /// <summary>The first of some texts, and how many more there are.</summary>
    public static string List(IEnumerable<string> texts)
    {
        List<string> all = [.. texts];
        return all.Count <= Most ? string.Join(", ", all) : $"{string.Join(", ", all.Take(Most))} and {all.Count - Most:N0} more";
    }

    /// <summary>A number of pictures.</summary>
    public static string Pictures(long count) => count == 1 ? "1 picture" : $"{count:N0} pictures";
}
