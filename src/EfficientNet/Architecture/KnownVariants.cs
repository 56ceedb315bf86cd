namespace EfficientNet.Architecture;

/// <summary>All published networks, and how they are found by name.</summary>
internal static class KnownVariants
{
    private static readonly VariantFamily[] _families = [.. EfficientNetTables.Families, .. EfficientNetV2Tables.Families];

    public static IReadOnlyList<EfficientNetVariant> All { get; } =
    [
        .. _families.SelectMany(family => family.Variants(PaddingMode.TensorFlowSame)),
        .. _families.SelectMany(family => family.Variants(PaddingMode.Symmetric)),
    ];

    public static EfficientNetVariant? Find(string? name)
    {
        if (name is null)
        {
            return null;
        }

        var withoutTag = name.Split('.')[0];
        return All.FirstOrDefault(variant => withoutTag.Equals(variant.Name, StringComparison.OrdinalIgnoreCase))
            ?? All.FirstOrDefault(variant => name.Equals(variant.ShortName, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The known names that the fewest single-character edits lead to; the prefix of TensorFlow's padding counts as one.</summary>
    public static IEnumerable<string> Nearest(string name, int count)
    {
        var (isTensorFlow, wanted) = Split(name.Split('.')[0].ToLowerInvariant());
        return All.Select(variant => variant.Name)
            .Concat(All.Select(variant => variant.ShortName))
            .Distinct()
            .OrderBy(candidate =>
            {
                var (isCandidateTensorFlow, known) = Split(candidate.ToLowerInvariant());
                return EditDistance(wanted, known) + (isTensorFlow == isCandidateTensorFlow ? 0 : 1);
            })
            .Take(count);
    }

    private static (bool IsTensorFlow, string Name) Split(string name) =>
        name.StartsWith(VariantFamily.TensorFlowPrefix, StringComparison.Ordinal) ? (true, name[VariantFamily.TensorFlowPrefix.Length..]) : (false, name);

    internal static int EditDistance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var current = new int[right.Length + 1];
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replace = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(replace, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[^1];
    }
}
