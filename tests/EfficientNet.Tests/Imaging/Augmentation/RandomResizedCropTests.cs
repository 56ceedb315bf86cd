using EfficientNet.Imaging;

namespace EfficientNet.Tests.Imaging;

public class RandomResizedCropTests
{
    [Fact]
    public void Cuts_out_what_lies_in_the_rectangle()
    {
        var picture = Pictures.Places(90, 70);
        var crop = new RandomResizedCrop(0.05, 0.9, 0.5, 2);
        for (var seed = 0; seed < 100; seed++)
        {
            var (top, left, height, width) = crop.Choose(70, 90, Pictures.Random(seed));
            var cut = crop.Apply(picture, Pictures.Random(seed));
            Assert.Equal((height, width), (cut.Height, cut.Width));
            Assert.Equal(Pictures.Fill(width, height, (x, y) => picture.At(left + x, top + y)).Pixels.ToArray(), cut.Pixels.ToArray());
        }
    }

    [Fact]
    public void Area_and_proportions_are_distributed_as_they_should_be()
    {
        var crop = new RandomResizedCrop(0.1, 0.3, 0.5, 2);
        var random = Pictures.Random(1);
        var chosen = Enumerable.Range(0, 20_000).Select(_ => crop.Choose(3000, 4000, random)).ToArray();
        var areas = chosen.Select(place => (double)place.Height * place.Width / (3000 * 4000)).ToArray();
        var logarithms = chosen.Select(place => Math.Log2((double)place.Width / place.Height)).ToArray();

        // An even distribution from low to high: its ends, its mean and its variance.
        AssertIsEven(areas, 0.1, 0.3);
        AssertIsEven(logarithms, -1, 1);
        Assert.All(chosen, place => Assert.True(place.Top >= 0 && place.Left >= 0 && place.Top + place.Height <= 3000 && place.Left + place.Width <= 4000));
        AssertIsEven([.. chosen.Select(place => place.Top / (3000.0 - place.Height))], 0, 1);
        AssertIsEven([.. chosen.Select(place => place.Left / (4000.0 - place.Width))], 0, 1);
    }

    // A picture too long for any allowed rectangle of this area; what torchvision keeps is the middle.
    [Theory]
    [InlineData(100, 1000, 100, 133, 0, 433)]
    [InlineData(1000, 100, 133, 100, 433, 0)]
    [InlineData(1, 100_000, 1, 1, 0, 49_999)]
    [InlineData(100_000, 1, 1, 1, 49_999, 0)]
    public void Where_nothing_fits_the_middle_is_kept(int height, int width, int expectedHeight, int expectedWidth, int top, int left)
        => Assert.Equal((top, left, expectedHeight, expectedWidth), new RandomResizedCrop(0.9, 1).Choose(height, width, Pictures.Random(1)));

    [Fact]
    public void A_picture_that_fits_as_a_whole_is_kept_as_a_whole()
    {
        var picture = Pictures.Draw(40, 35);
        Assert.Same(picture, new RandomResizedCrop(1, 1).Apply(picture, Pictures.Random(5)));
        Assert.Same(picture, new RandomResizedCrop(1, 1, 40.0 / 35, 40.0 / 35).Apply(picture, Pictures.Random(5)));
    }

    [Fact]
    public void Any_picture_can_be_cropped()
    {
        for (var height = 1; height < 30; height += 3)
        {
            for (var width = 1; width < 30; width += 4)
            {
                for (var seed = 0; seed < 20; seed++)
                {
                    var cut = new RandomResizedCrop(0.001, 1, 0.1, 10).Apply(Pictures.Draw(width, height), Pictures.Random(seed));
                    Assert.True(cut.Height <= height && cut.Width <= width);
                }
            }
        }
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var error = Assert.Throws<ArgumentException>(() => new RandomResizedCrop(0, 1, 2, 1));
        Assert.Equal(
            "The random crop is not possible: the area is 0 to 1 of the picture's, but should be from above 0 to at most 1; "
            + "width divided by height is 2 to 1, but should be from one number above 0 to another at least as large.",
            error.Message);
        Assert.Throws<ArgumentException>(() => new RandomResizedCrop(0.5, 0.4));
        Assert.Throws<ArgumentException>(() => new RandomResizedCrop(0.5, 1.1));
        Assert.Throws<ArgumentException>(() => new RandomResizedCrop(double.NaN));
        Assert.Throws<ArgumentException>(() => new RandomResizedCrop(maximumRatio: double.PositiveInfinity));
    }

    [Fact]
    public void Sets_the_frame() => Assert.True(new RandomResizedCrop().SetsFrame);

    private static void AssertIsEven(double[] numbers, double low, double high)
    {
        var width = high - low;
        Assert.InRange(numbers.Min(), low - (width / 100), low + (width / 100));
        Assert.InRange(numbers.Max(), high - (width / 100), high + (width / 100));
        var mean = numbers.Average();
        Assert.InRange(mean, low + (width * 0.49), low + (width * 0.51));
        Assert.InRange(numbers.Average(number => (number - mean) * (number - mean)), width * width / 12 * 0.97, width * width / 12 * 1.03);
    }
}
