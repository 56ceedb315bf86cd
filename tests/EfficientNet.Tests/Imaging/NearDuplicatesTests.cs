using EfficientNet.Imaging;

namespace EfficientNet.Tests.Imaging;

public sealed class NearDuplicatesTests
{
    [Fact]
    public void Groups_are_those_of_comparing_all_with_all()
    {
        var random = new Random(4);
        var hashes = new List<PerceptualHash>();
        for (var i = 0; i < 400; i++)
        {
            // Some are new, the others differ from an earlier one by some bits and colours: within the bounds, beyond them, and in chains.
            hashes.Add(i < 20 || random.Next(4) == 0 ? New(random) : Change(hashes[random.Next(i)], random.Next(0, 20), random.Next(0, 60), random));
        }

        var groups = NearDuplicates.Groups(hashes);
        var expected = Enumerable.Range(0, hashes.Count).ToArray();
        for (var changed = true; changed;)
        {
            changed = false;
            for (var i = 0; i < expected.Length; i++)
            {
                for (var j = 0; j < expected.Length; j++)
                {
                    if (hashes[i].IsNear(hashes[j]) && expected[j] < expected[i])
                    {
                        (expected[i], changed) = (expected[j], true);
                    }
                }
            }
        }

        Assert.Equal(expected, groups);
        Assert.InRange(groups.Distinct().Count(), 50, 350);
    }

    [Fact]
    public void Thousands_of_equal_pictures_are_one_group()
    {
        var hash = New(new Random(1));
        Assert.Equal([0], NearDuplicates.Groups([.. Enumerable.Repeat(hash, 5000)]).Distinct());
    }

    [Fact]
    public void Of_no_pictures_there_are_no_groups() => Assert.Empty(NearDuplicates.Groups([]));

    private static PerceptualHash New(Random random)
    {
        var bytes = new byte[PerceptualHash.Length];
        random.NextBytes(bytes);
        return PerceptualHash.Read(bytes);
    }

    private static PerceptualHash Change(PerceptualHash hash, int bits, int colors, Random random)
    {
        var bytes = new byte[PerceptualHash.Length];
        hash.Write(bytes);
        for (var i = 0; i < bits; i++)
        {
            bytes[random.Next(8)] ^= (byte)(1 << random.Next(8));
        }

        for (var i = 0; i < colors; i++)
        {
            bytes[random.Next(8, bytes.Length)] = (byte)random.Next(256);
        }

        return PerceptualHash.Read(bytes);
    }
}
