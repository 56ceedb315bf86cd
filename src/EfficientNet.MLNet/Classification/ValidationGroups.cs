namespace EfficientNet.MLNet.Classification;

/// <summary>
/// Which pictures stay together when some are held out: those that look the same. Where a camera stands still all pictures do, and one group would be all there is of a class; then
/// only those of equal content stay together.
/// </summary>
/// <param name="OfPicture">The group of each picture.</param>
/// <param name="Parted">The classes, ascending, whose pictures look alike and were parted all the same.</param>
internal sealed record ValidationGroups(int[] OfPicture, IReadOnlyList<int> Parted)
{
    // Hardly anybody has more copies of one picture than this, and they are half of the class.
    private const int MostCopies = 5;

    /// <summary>The groups of some pictures.</summary>
    public static ValidationGroups Of(IReadOnlyList<PictureEntry> pictures)
    {
        int[] alike = DuplicateGroups.Of(pictures);
        int[] equal = DuplicateGroups.Equal(pictures);
        Dictionary<int, int> ofClass = pictures.GroupBy(picture => picture.Label).ToDictionary(each => each.Key, each => each.Count());
        var parted = new SortedSet<int>();
        int[] groups = [.. alike];
        foreach (IGrouping<int, int> group in Enumerable.Range(0, alike.Length).GroupBy(index => alike[index]))
        {
            int[] overlarge =
            [
                .. group.GroupBy(index => pictures[index].Label)
                    .Where(each => IsOverlarge(each.Count(), ofClass[each.Key]) && each.DistinctBy(index => equal[index]).Skip(1).Any())
                    .Select(each => each.Key),
            ];
            if (overlarge.Length > 0)
            {
                parted.UnionWith(overlarge);
                foreach (int index in group)
                {
                    groups[index] = equal[index];
                }
            }
        }

        return new ValidationGroups(groups, [.. parted]);
    }

    private static bool IsOverlarge(int count, int all) => count == all || (count > MostCopies && 2 * count > all);
}
