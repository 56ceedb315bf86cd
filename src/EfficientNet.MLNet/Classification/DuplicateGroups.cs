using System.Numerics;
using EfficientNet.Imaging;

namespace EfficientNet.MLNet.Classification;

/// <summary>Finds pictures that are the same, or look it.</summary>
internal static class DuplicateGroups
{
    /// <summary>The group of each picture: the index of the first one in it.</summary>
    /// <param name="pictures">The pictures.</param>
    public static int[] Of(IReadOnlyList<PictureEntry> pictures)
    {
        // What has no perceptual hash, or one that says nothing, can still have the same content; of equal ones, one is compared with the others.
        int[] firstOf = Equal(pictures);
        int[] groups = NearDuplicates.Groups([.. pictures.Select((picture, index) => firstOf[index] == index ? picture.PerceptualHash : null)]);
        for (int index = 0; index < groups.Length; index++)
        {
            groups[index] = groups[firstOf[index]];
        }

        return groups;
    }

    /// <summary>The first picture that has the same content as each.</summary>
    public static int[] Equal(IReadOnlyList<PictureEntry> pictures)
    {
        var firstOf = new Dictionary<UInt128, int>();
        int[] equal = new int[pictures.Count];
        for (int index = 0; index < equal.Length; index++)
        {
            equal[index] = firstOf.TryAdd(pictures[index].ContentHash, index) ? index : firstOf[pictures[index].ContentHash];
        }

        return equal;
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
                .Select(group => new NearDuplicateGroup([.. group.Select(Describe)], Distance(group.Select(index => pictures[index]))))
                .OrderBy(group => group.Distance),
        ];

        NearDuplicatePicture Describe(int index) => new(
            pictures[index].Row, pictures[index].Name, labels.Names[pictures[index].Label], index >= training.Entries.Count);
    }

    /// <summary>How far each picture is from the nearest one before it, at most.</summary>
    private static int Distance(IEnumerable<PictureEntry> pictures)
    {
        // Equal hashes are at distance 0, of which there may be thousands.
        ulong[] hashes = [.. pictures.Select(picture => picture.PerceptualHash?.Bits).OfType<ulong>().Distinct()];
        int largest = 0;
        for (int index = 1; index < hashes.Length; index++)
        {
            int nearest = int.MaxValue;
            foreach (ulong earlier in hashes.AsSpan(0, index))
            {
                nearest = Math.Min(nearest, BitOperations.PopCount(hashes[index] ^ earlier));
            }

            largest = Math.Max(largest, nearest);
        }

        return largest;
    }
}
