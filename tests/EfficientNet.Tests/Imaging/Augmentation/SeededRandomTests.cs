using System.Buffers.Binary;
using EfficientNet.Imaging;

namespace EfficientNet.Tests.Imaging;

public class SeededRandomTests
{
    [Fact]
    public void Bits_follow_the_published_definition()
    {
        // Worked out by hand for the first two: rotl(2 x 5, 7) x 9, and rotl(0 x 5, 7) x 9 after the state became 7, 0, 2^18 + 2, 6 x 2^45.
        var random = Of(1, 2, 3, 4);
        Assert.Equal([11520UL, 0UL, 1509978240UL], new[] { random.NextBits(), random.NextBits(), random.NextBits() });
    }

    [Fact]
    public void A_seed_of_zeros_makes_random_numbers_too()
    {
        var random = Of(0, 0, 0, 0);
        Assert.True(Enumerable.Range(0, 100).Select(_ => random.NextBits()).Distinct().Count() > 90);
    }

    [Fact]
    public void Numbers_below_a_bound_are_as_likely()
    {
        var random = Pictures.Random(1);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
        {
            counts[random.Next(7)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void Every_method_keeps_its_bounds()
    {
        var random = Pictures.Random(2);
        for (var i = 0; i < 1000; i++)
        {
            Assert.InRange(random.Next(), 0, int.MaxValue - 1);
            Assert.InRange(random.Next(int.MinValue, int.MaxValue), int.MinValue, int.MaxValue - 1);
            Assert.InRange(random.Next(-3, -1), -3, -2);
            Assert.InRange(random.NextInt64(), 0, long.MaxValue - 1);
            Assert.InRange(random.NextInt64(5), 0, 4);
            Assert.InRange(random.NextInt64(long.MinValue, long.MaxValue), long.MinValue, long.MaxValue - 1);
            Assert.InRange(random.NextDouble(), 0, 1 - 1e-17);
            Assert.True(random.NextDouble() < 1);
            Assert.InRange(random.NextSingle(), 0f, 0.99999994f);
        }

        Assert.Equal((0, 4, 0L, -5L), (random.Next(0), random.Next(4, 4), random.NextInt64(0), random.NextInt64(-5, -5)));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextInt64(-1));
    }

    [Fact]
    public void Bytes_fill_any_length()
    {
        for (var length = 0; length < 20; length++)
        {
            var (whole, part) = (new byte[24], new byte[length]);
            Pictures.Random(4).NextBytes(whole);
            Pictures.Random(4).NextBytes(part);
            Assert.Equal(whole[..length], part);
        }
    }

    [Fact]
    public void Two_of_one_seed_agree_in_every_method()
    {
        var (left, right) = (Pictures.Random(9), Pictures.Random(9));
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(left.Next(), right.Next());
            Assert.Equal(left.NextDouble(), right.NextDouble());
            Assert.Equal(left.GetItems([1, 2, 3, 4, 5], 10), right.GetItems([1, 2, 3, 4, 5], 10));
        }
    }

    private static SeededRandom Of(params ulong[] state)
    {
        var bytes = new byte[32];
        for (var i = 0; i < 4; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * 8), state[i]);
        }

        return new SeededRandom(bytes);
    }
}
