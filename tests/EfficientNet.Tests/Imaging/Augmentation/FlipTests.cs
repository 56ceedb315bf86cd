using EfficientNet.Imaging;

namespace EfficientNet.Tests.Imaging;

public class FlipTests
{
    [Fact]
    public void Left_becomes_right_and_up_becomes_down_at_every_width()
    {
        for (var width = 1; width < 60; width++)
        {
            var picture = Pictures.Draw(width, 3, width);
            var (mirrored, flipped) = (new HorizontalFlip(1).Apply(picture, Pictures.Random(1)), new VerticalFlip(1).Apply(picture, Pictures.Random(1)));
            Assert.Equal(Pictures.Fill(width, 3, (x, y) => picture.At(width - 1 - x, y)).Pixels.ToArray(), mirrored.Pixels.ToArray());
            Assert.Equal(Pictures.Fill(width, 3, (x, y) => picture.At(x, 2 - y)).Pixels.ToArray(), flipped.Pixels.ToArray());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(1)]
    public void Happens_as_often_as_asked_for(double probability)
    {
        var picture = Pictures.Draw(4, 4);
        foreach (var flip in new PictureAugmentation[] { new HorizontalFlip(probability), new VerticalFlip(probability) })
        {
            var random = Pictures.Random(3);
            var share = Enumerable.Range(0, 4000).Count(_ => flip.Apply(picture, random) != picture) / 4000.0;
            Assert.InRange(share, probability - 0.03, probability + 0.03);
            Assert.False(flip.SetsFrame);
        }
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void A_probability_is_0_to_1(double probability)
    {
        Assert.Contains("probability", Assert.Throws<ArgumentOutOfRangeException>(() => new HorizontalFlip(probability)).Message);
        Assert.Contains("probability", Assert.Throws<ArgumentOutOfRangeException>(() => new VerticalFlip(probability)).Message);
    }
}
