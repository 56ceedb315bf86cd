using EfficientNet.Imaging;

namespace EfficientNet.Tests.Imaging;

public class PixelConversionTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(17)]
    [InlineData(1000)]
    public void Both_orders_equal_the_naive_way_at_every_length(int count)
    {
        foreach (var shareOfTransparent in new[] { 0.0, 0.1, 1.0 })
        {
            var random = new Random(count);
            var pixels = new byte[count * 4];
            random.NextBytes(pixels);
            for (var i = 3; i < pixels.Length; i += 4)
            {
                pixels[i] = random.NextDouble() < shareOfTransparent ? pixels[i] : (byte)255;
            }

            foreach (var order in new[] { PixelOrder.Rgba, PixelOrder.Bgra })
            {
                var rgb = new byte[count * 3];
                PixelConversion.ToRgb(pixels, order, rgb);
                Assert.Equal(Naive(pixels, order), rgb);
            }
        }
    }

    [Fact]
    public void A_place_for_each_colour_and_order()
    {
        var rgb = new byte[3];
        PixelConversion.ToRgb([1, 2, 3, 255], PixelOrder.Rgba, rgb);
        Assert.Equal([1, 2, 3], rgb);
        PixelConversion.ToRgb([1, 2, 3, 255], PixelOrder.Bgra, rgb);
        Assert.Equal([3, 2, 1], rgb);
    }

    [Fact]
    public void What_was_multiplied_comes_back_as_near_as_rounding_left_it()
    {
        for (var alpha = 1; alpha < 256; alpha++)
        {
            for (var color = 0; color < 256; color++)
            {
                var multiplied = (byte)Math.Round(color * alpha / 255.0);
                var rgb = new byte[3];
                PixelConversion.ToRgb([multiplied, 0, 0, (byte)alpha], PixelOrder.Rgba, rgb);
                Assert.InRange(Math.Abs(rgb[0] - color), 0, 127.5 / alpha + 0.5);
                Assert.Equal(multiplied, (byte)Math.Round(rgb[0] * alpha / 255.0)); // no nearer one is told apart from it
            }
        }
    }

    [Fact]
    public void Nothing_but_black_is_left_of_full_transparency()
    {
        var rgb = new byte[] { 9, 9, 9 };
        PixelConversion.ToRgb([0, 0, 0, 0], PixelOrder.Bgra, rgb);
        Assert.Equal([0, 0, 0], rgb);
    }

    [Fact]
    public void Nothing_is_written_behind_the_end()
    {
        var pixels = Enumerable.Repeat((byte)255, 9 * 4).ToArray();
        var around = new byte[9 * 3 + 16];
        PixelConversion.ToRgb(pixels, PixelOrder.Bgra, around.AsSpan(0, 27));
        Assert.All(around[..27], value => Assert.Equal(255, value));
        Assert.All(around[27..], value => Assert.Equal(0, value));
    }

    [Fact]
    public void Lengths_that_do_not_belong_together_are_refused()
    {
        Assert.Throws<ArgumentException>(() => PixelConversion.ToRgb(new byte[8], PixelOrder.Rgba, new byte[7]));
        Assert.Throws<ArgumentException>(() => PixelConversion.ToRgb(new byte[7], PixelOrder.Rgba, new byte[6]));
    }

    private static byte[] Naive(byte[] pixels, PixelOrder order)
    {
        var rgb = new List<byte>();
        foreach (var pixel in pixels.Chunk(4))
        {
            byte[] colors = order == PixelOrder.Rgba ? [pixel[0], pixel[1], pixel[2]] : [pixel[2], pixel[1], pixel[0]];
            rgb.AddRange(colors.Select(color => pixel[3] == 0 ? (byte)0 : (byte)Math.Min(255, Math.Floor(color * 255.0 / pixel[3] + 0.5))));
        }

        return rgb.ToArray();
    }
}
