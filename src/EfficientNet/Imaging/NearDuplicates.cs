using System.Numerics;

namespace EfficientNet.Imaging;

/// <summary>
/// Finds pictures that look the same among many, by comparing all with all: the two hundred million pairs of 20,000 pictures take a fraction of a
/// second.
/// </summary>
internal static class NearDuplicates
{
    /// <summary>
    /// The group of each picture: the lowest index in it. Two pictures are in one group if they are near (<see cref="PerceptualHash.IsNear"/>), or
    /// if a chain of such pictures leads from one to the other; a picture near to none, or without a hash, is a group of its own.
    /// </summary>
    /// <param name="hashes">The pictures' hashes; null where there is none.</param>
    /// <param name="threshold">In how many bits hashes of near pictures differ at most, 0 to 64.</param>
    public static int[] Groups(IReadOnlyList<PerceptualHash?> hashes, int threshold = PerceptualHash.DefaultThreshold)
    {
        var groups = new int[hashes.Count];
        for (var i = 0; i < groups.Length; i++)
        {
            groups[i] = i;
        }

        // Bits side by side, apart from the rest: nearly all pairs are told apart by them alone.
        var indices = Enumerable.Range(0, hashes.Count).Where(i => hashes[i] is { HasStructure: true }).ToArray();
        var bits = Array.ConvertAll(indices, i => hashes[i]!.Bits);
        for (var i = 1; i < bits.Length; i++)
        {
            var own = bits[i];
            var earlier = bits.AsSpan(0, i);
            for (var j = 0; j < earlier.Length; j++)
            {
                if (BitOperations.PopCount(own ^ earlier[j]) <= threshold)
                {
                    UniteIfNear(indices[i], indices[j]);
                }
            }
        }

        for (var i = 0; i < groups.Length; i++)
        {
            groups[i] = Root(i);
        }

        return groups;

        // What is together already is not compared once more: among thousands of equal pictures that would be every pair.
        void UniteIfNear(int left, int right)
        {
            var (first, second) = (Root(left), Root(right));
            if (first != second && hashes[left]!.IsNear(hashes[right]!, threshold))
            {
                groups[Math.Max(first, second)] = Math.Min(first, second);
            }
        }

        int Root(int index)
        {
            while (groups[index] != index)
            {
                groups[index] = groups[groups[index]];
                index = groups[index];
            }

            return index;
        }
    }
}
