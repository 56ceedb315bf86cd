namespace EfficientNet.Imaging;

/// <summary>Finds pictures that look the same among many, by comparing all with all.</summary>
internal static class NearDuplicates
{
    /// <summary>
    /// The group of each picture: the lowest index in it. Two pictures are in one group if their hashes are near, or if a chain of such pictures leads from one to the
    /// other; a picture near to none is a group of its own.
    /// </summary>
    public static int[] Groups(IReadOnlyList<PerceptualHash> hashes, int threshold = PerceptualHash.DefaultThreshold)
    {
        var groups = new int[hashes.Count];
        for (var i = 0; i < groups.Length; i++)
        {
            groups[i] = i;
        }

        var indices = Enumerable.Range(0, hashes.Count).Where(i => hashes[i].HasStructure).ToArray();
        var bits = Array.ConvertAll(indices, i => hashes[i].Bits);
        for (var i = 0; i < bits.Length; i++)
        {
            var own = bits[i];
            for (var j = 0; j < i; j++)
            {
                if (System.Numerics.BitOperations.PopCount(own ^ bits[j]) <= threshold)
                {
                    Unite(indices[i], indices[j]);
                }
            }
        }

        for (var i = 0; i < groups.Length; i++)
        {
            groups[i] = Root(i);
        }

        return groups;

        void Unite(int left, int right)
        {
            var (first, second) = (Root(left), Root(right));
            groups[Math.Max(first, second)] = Math.Min(first, second);
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
