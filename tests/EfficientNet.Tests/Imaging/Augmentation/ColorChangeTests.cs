using EfficientNet.Imaging;

namespace EfficientNet.Tests.Imaging;

/// <summary>Changes of colours against the definitions, in double precision.</summary>
public class ColorChangeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.37)]
    [InlineData(1)]
    [InlineData(1.8)]
    [InlineData(1e300)]
    public void Brightness_mixes_with_black(double factor)
        => AssertIs(factor, pixels => ColorChange.Brightness(pixels, factor), (color, _, _) => factor * color);

    [Theory]
    [InlineData(0)]
    [InlineData(0.37)]
    [InlineData(1)]
    [InlineData(1.8)]
    [InlineData(1e300)]
    public void Contrast_mixes_with_the_mean_grey(double factor)
        => AssertIs(factor, pixels => ColorChange.Contrast(pixels, factor), (color, _, mean) => mean + (factor * (color - mean)));

    [Theory]
    [InlineData(0)]
    [InlineData(0.37)]
    [InlineData(1)]
    [InlineData(1.8)]
    [InlineData(1e300)]
    public void Saturation_mixes_with_the_pixels_own_grey(double factor)
        => AssertIs(factor, pixels => ColorChange.Saturation(pixels, factor), (color, grey, _) => grey + (factor * (color - grey)));

    [Theory]
    [InlineData(1.0 / 3, 200, 40, 90, 90, 200, 40)]
    [InlineData(-1.0 / 3, 200, 40, 90, 40, 90, 200)]
    [InlineData(0.5, 255, 0, 0, 0, 255, 255)]
    [InlineData(1.0 / 24, 255, 0, 0, 255, 64, 0)]
    [InlineData(0, 13, 200, 77, 13, 200, 77)]
    [InlineData(0.21, 90, 90, 90, 90, 90, 90)]
    public void Hues_turn_on_the_wheel(double turn, byte red, byte green, byte blue, byte newRed, byte newGreen, byte newBlue)
    {
        byte[] pixels = [red, green, blue];
        ColorChange.Hue(pixels, turn);
        Assert.Equal([newRed, newGreen, newBlue], pixels);
    }

    [Fact]
    public void Turning_hues_keeps_the_lightest_and_the_darkest_value_and_turns_by_the_angle()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var pixel = new byte[3];
            random.NextBytes(pixel);
            var turn = random.NextDouble() - 0.5;
            var turned = pixel.ToArray();
            ColorChange.Hue(turned, turn);
            Assert.Equal((pixel.Min(), pixel.Max()), (turned.Min(), turned.Max()));
            if (pixel.Max() - pixel.Min() > 60)
            {
                var difference = Hue(turned) - Hue(pixel) - turn;
                Assert.InRange(difference - Math.Round(difference), -0.004, 0.004);
            }
        }
    }

    [Fact]
    public void Grey_is_the_luma_of_television_rounded()
    {
        for (var red = 0; red < 256; red += 5)
        {
            for (var green = 0; green < 256; green++)
            {
                for (var blue = 0; blue < 256; blue += 3)
                {
                    Assert.InRange(ColorChange.Grey(red, green, blue) - ((0.299 * red) + (0.587 * green) + (0.114 * blue)), -0.503, 0.503);
                }
            }
        }
    }

    private static double Hue(byte[] pixel)
    {
        // By the angle of the hexagon's sixths, as HSV is commonly defined.
        double red = pixel[0], green = pixel[1], blue = pixel[2];
        var (high, range) = (pixel.Max(), (double)(pixel.Max() - pixel.Min()));
        return (high == pixel[0] ? (green - blue) / range : high == pixel[1] ? 2 + ((blue - red) / range) : 4 + ((red - green) / range)) / 6;
    }

    private static void AssertIs(double factor, Action<byte[]> change, Func<double, double, double, double> expected)
    {
        var pixels = Pictures.Draw(53, 31).Pixels.ToArray();
        var changed = pixels.ToArray();
        change(changed);
        var greys = Enumerable.Range(0, pixels.Length / 3).Select(i => (double)ColorChange.Grey(pixels[i * 3], pixels[(i * 3) + 1], pixels[(i * 3) + 2])).ToArray();
        var mean = Math.Round(greys.Average());
        for (var i = 0; i < pixels.Length; i++)
        {
            var exact = Math.Clamp(expected(pixels[i], greys[i / 3], mean), 0, 255);
            Assert.InRange(changed[i] - exact, -0.5000001, 0.5000001);
        }

        if (factor == 1)
        {
            Assert.Equal(pixels, changed);
        }
    }
}
