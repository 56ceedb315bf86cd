using EfficientNet.Imaging;

namespace EfficientNet.MLNet.Classification;

/// <summary>Finds pictures that are the same, or look it.</summary>
internal static class DuplicateGroups
{
    /// <summary>The group of each picture: the index of the first one in it.</summary>
    /// <param name="pictures">The pictures.</param>
    public static int[] Of(IReadOnlyList<PictureEntry> pictures)
    {
        int[] groups = NearDuplicates.Groups([.. pictures.Select(picture => picture.PerceptualHash)]);

        // What has no perceptual hash, or one that says nothing, can still have the same content.
        var firstOf = new Dictionary<UInt128, int>();
        for (int index = 0; index < pictures.Count; index++)
        {
            if (!firstOf.TryAdd(pictures[index].ContentHash, index))
            {
                groups[index] = groups[firstOf[pictures[index].ContentHash]];
            }
        }

        return groups;
    }

    /// <summary>The groups of two and more pictures, across the training data and the validation set.</summary>
    public static IReadOnlyList<NearDuplicateGroup> Find(PictureSet training, PictureSet? validation, ClassLabels labels)
    {
        PictureEntry[] pictures = [.. training.Entries, .. validation?.Entries ?? []];
        int[] groups = Of(pictures);
        return
        [
            .. Enumerable.Range(0, pictures.Length)
                .GroupBy(index => groups[index])
                .Where(group => group.Count() > 1)
                .Select(group => new NearDuplicateGroup([.. group.Select(Describe)], Distance([.. group.Select(index => pictures[index])])))
                .OrderBy(group => group.Distance),
        ];

        NearDuplicatePicture Describe(int index) => new(
            pictures[index].Row, pictures[index].Name, labels.Names[pictures[index].Label], index >= training.Entries.Count);
    }

    /// <summary>How far each picture is from the nearest one before it, at most.</summary>
    private static int Distance(PictureEntry[] pictures)
    {
        int largest = 0;
        for (int index = 1; index < pictures.Length; index++)
        {
            largest = Math.Max(largest, Enumerable.Range(0, index).Min(other => Distance(pictures[index], pictures[other])));
        }

        return largest;
    }

    private static int Distance(PictureEntry one, PictureEntry other)
        => one.ContentHash == other.ContentHash || one.PerceptualHash is not { } hash || other.PerceptualHash is not { } otherHash ? 0 : hash.Distance(otherHash);
}
