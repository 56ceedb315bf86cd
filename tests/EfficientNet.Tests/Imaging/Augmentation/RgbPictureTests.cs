using EfficientNet.Imaging;
using EfficientNet.Tests.Imaging.Resampling;

namespace EfficientNet.Tests.Imaging;

public class RgbPictureTests
{
    [Fact]
    public void Holds_the_pixels_it_is_given()
    {
        var picture = new RgbPicture(1, 2, [1, 2, 3, 4, 5, 6]);
        Assert.Equal((1, 2), (picture.Height, picture.Width));
        Assert.Equal([1, 2, 3, 4, 5, 6], picture.Pixels.ToArray());
    }

    [Theory]
    [InlineData(0, 2, 0, "2 x 0 pixels")]
    [InlineData(2, -1, 0, "-1 x 2 pixels")]
    [InlineData(2, 3, 17, "3 x 2 pixels has 18 bytes (red, green, blue of each pixel), but 17 are given")]
    [InlineData(int.MaxValue, int.MaxValue, 3, "but 3 are given")]
    public void Refuses_sizes_that_do_not_belong_together(int height, int width, int length, string message)
        => Assert.Contains(message, Assert.Throws<ArgumentException>(() => new RgbPicture(height, width, new byte[length])).Message);

    [Fact]
    public void Decoded_pixels_of_any_order_are_copied_as_they_are_to_be_seen()
    {
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            var encoded = EncodedPicture.Draw(random, random.Next(1, 40), random.Next(1, 40));
            var picture = RgbPicture.Of(encoded.Pixels, encoded.Height, encoded.Width, encoded.Order, encoded.Orientation);
            Assert.Equal((encoded.Turned.Height, encoded.Turned.Width), (picture.Height, picture.Width));
            Assert.Equal(encoded.Turned.Pixels, picture.Pixels.ToArray());
        }
    }
}
