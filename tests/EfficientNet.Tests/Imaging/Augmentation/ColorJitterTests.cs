using EfficientNet.Imaging;

namespace EfficientNet.Tests.Imaging;

public class ColorJitterTests
{
    [Fact]
    public void Brightness_is_changed_by_evenly_distributed_factors_around_1()
    {
        var picture = new RgbPicture(1, 1, [100, 100, 100]);
        var random = Pictures.Random(1);
        var factors = Enumerable.Range(0, 5000).Select(_ => new ColorJitter(0.3, 0, 0).Apply(picture, random).Pixels[0] / 100.0).ToArray();
        Assert.InRange(factors.Min(), 0.69, 0.71);
        Assert.InRange(factors.Max(), 1.29, 1.31);
        Assert.InRange(factors.Average(), 0.99, 1.01);
    }

    [Fact]
    public void A_factor_is_never_below_0()
    {
        var picture = new RgbPicture(1, 1, [100, 100, 100]);
        var random = Pictures.Random(1);
        var colors = Enumerable.Range(0, 2000).Select(_ => (int)new ColorJitter(5, 0, 0).Apply(picture, random).Pixels[0]).ToArray();

        // Even from 0 to 6: a sixth each up to 255, the rest cut off there.
        Assert.InRange(colors.Count(color => color < 100) / 2000.0, 1 / 6.0 - 0.03, 1 / 6.0 + 0.03);
    }

    [Fact]
    public void Changes_come_in_any_order()
    {
        // Lightening cuts white off: contrast before and after it are not the same.
        var picture = Pictures.Draw(20, 20);
        var seen = new HashSet<string>();
        for (var seed = 0; seed < 50; seed++)
        {
            var random = Pictures.Random(seed);
            var found = new ColorJitter(0.9, 0.9, 0.9).Apply(picture, Pictures.Random(seed)).Pixels.ToArray();
            Span<int> order = [0, 1, 2, 3];
            for (var last = 3; last > 0; last--)
            {
                var other = random.Next(last + 1);
                (order[last], order[other]) = (order[other], order[last]);
            }

            var factors = Enumerable.Range(0, 3).Select(_ => 0.1 + (1.8 * random.NextDouble())).ToArray();
            var expected = picture.Pixels.ToArray();
            foreach (var change in order)
            {
                switch (change)
                {
                    case 0: ColorChange.Brightness(expected, factors[0]); break;
                    case 1: ColorChange.Contrast(expected, factors[1]); break;
                    case 2: ColorChange.Saturation(expected, factors[2]); break;
                }
            }

            Assert.Equal(expected, found);
            seen.Add(string.Join(' ', order.ToArray().Where(change => change < 3)));
        }

        Assert.Equal(6, seen.Count);
    }

    [Fact]
    public void Without_any_change_the_picture_itself_is_returned()
    {
        var picture = Pictures.Draw(5, 5);
        Assert.Same(picture, new ColorJitter(0, 0, 0).Apply(picture, Pictures.Random(1)));
    }

    [Fact]
    public void The_picture_given_stays_as_it_is()
    {
        var picture = Pictures.Draw(30, 20);
        var before = picture.Pixels.ToArray();
        var changed = new ColorJitter(0.5, 0.5, 0.5, 0.5).Apply(picture, Pictures.Random(2));
        Assert.Equal(before, picture.Pixels.ToArray());
        Assert.NotEqual(before, changed.Pixels.ToArray());
        Assert.False(new ColorJitter().SetsFrame);
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var error = Assert.Throws<ArgumentException>(() => new ColorJitter(-1, double.NaN, double.PositiveInfinity, 0.6));
        Assert.Contains("brightness is -1, but should be at least 0; contrast is NaN", error.Message);
        Assert.Contains("saturation is", error.Message);
        Assert.Contains("hue is 0.6, but should be 0 to 0.5", error.Message);
    }
}
