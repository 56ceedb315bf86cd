using EfficientNet.Imaging;

namespace EfficientNet.Tests.Imaging;

public class PreprocessingApplyTests
{
    private static readonly Preprocessing _small = new() { Width = 6, Height = 4, CropFraction = 1, Mean = default, Deviation = new RgbValues(1, 1, 1) };

    [SkippableFact]
    public void Every_reference_case_comes_out_to_the_byte() =>
        Assert.All(PreprocessingCases.All(), one => Assert.Equal(one.Result.Pixels, Bytes(one.Preprocessing, one.Source.Pixels, one.Source.Height, one.Source.Width, PixelOrder.Rgb)));

    [Fact]
    public void Normalization_is_that_of_PyTorch_to_the_last_bit()
    {
        var preprocessing = new Preprocessing { Width = 16, Height = 16, CropFraction = 1 };
        var source = DrawnPicture.Draw(16, 16, 3);
        float[] means = [0.485f, 0.456f, 0.406f], deviations = [0.229f, 0.224f, 0.225f];
        var numbers = new float[3 * 16 * 16];
        preprocessing.Apply(source.Pixels, 16, 16, PixelOrder.Rgb, numbers);
        for (var i = 0; i < numbers.Length; i++)
        {
            var (channel, y, x) = (i / 256, i / 16 % 16, i % 16);
            Assert.Equal((source[x, y, channel] / 255f - means[channel]) / deviations[channel], numbers[i]);
        }
    }

    [Fact]
    public void Borders_are_of_the_mean_colour()
    {
        var numbers = new float[3 * 8 * 8];
        new Preprocessing { Width = 8, Height = 8, CropFraction = 1, CropMode = CropMode.Border }.Apply(new byte[3 * 8 * 2], 2, 8, PixelOrder.Rgb, numbers);
        Assert.Equal((124 / 255f - 0.485f) / 0.229f, numbers[0]);
        Assert.Equal((116 / 255f - 0.456f) / 0.224f, numbers[64]);
        Assert.Equal((104 / 255f - 0.406f) / 0.225f, numbers[^1]);
        Assert.Equal((0 - 0.485f) / 0.229f, numbers[3 * 8]);
    }

    [Fact]
    public void Alpha_is_divided_out_and_dropped()
    {
        var random = new Random(5);
        var premultiplied = new byte[30 * 20 * 4];
        for (var i = 0; i < premultiplied.Length; i += 4)
        {
            var alpha = random.Next(3) == 0 ? 255 : random.Next(256);
            premultiplied[i + 3] = (byte)alpha;
            for (var channel = 0; channel < 3; channel++)
            {
                premultiplied[i + channel] = (byte)random.Next(alpha + 1);
            }
        }

        foreach (var order in new[] { PixelOrder.Rgba, PixelOrder.Bgra })
        {
            var plain = new DrawnPicture(30, 20);
            PixelConversion.ToRgb(premultiplied, order, plain.Pixels);
            Assert.Equal(PillowPreprocessing.Apply(_small, plain).Pixels, Bytes(_small, premultiplied, 20, 30, order));
        }
    }

    [Theory]
    [InlineData(0, "123456")]
    [InlineData(1, "123456")]
    [InlineData(2, "321654")]
    [InlineData(3, "654321")]
    [InlineData(4, "456123")]
    [InlineData(5, "142536")]
    [InlineData(6, "415263")]
    [InlineData(7, "635241")]
    [InlineData(8, "362514")]
    [InlineData(9, "123456")]
    public void Pictures_are_turned_as_EXIF_asks(int orientation, string turned)
    {
        // Two rows, 123 and 456; after turning by 5 to 8, three rows of two.
        var pixels = "123456".SelectMany(c => new[] { (byte)c, (byte)0, (byte)(255 - c) }).ToArray();
        var (width, height) = orientation is >= 5 and <= 8 ? (2, 3) : (3, 2);
        var preprocessing = _small with { Width = width, Height = height };
        var bytes = Bytes(preprocessing, pixels, 2, 3, PixelOrder.Rgb, orientation);
        Assert.Equal(turned, string.Concat(bytes.Chunk(3).Select(pixel => (char)pixel[0])));
        Assert.All(bytes.Chunk(3), pixel => Assert.Equal((0, 255), (pixel[1], pixel[0] + pixel[2])));
    }

    [Fact]
    public void Lengths_that_do_not_belong_together_are_refused()
    {
        Check("2 x 3 pixels in the order Rgb has 18 bytes, but 17 are given", new byte[17], 3, 2, PixelOrder.Rgb, 72);
        Check("2 x 3 pixels in the order Bgra has 24 bytes, but 18 are given", new byte[18], 3, 2, PixelOrder.Bgra, 72);
        Check("3 x 4 x 6 = 72 numbers, but there is room for 71", new byte[18], 3, 2, PixelOrder.Rgb, 71);
        Check("3 x 4 x 6 = 72 numbers, but there is room for 73", new byte[18], 3, 2, PixelOrder.Rgb, 73);
        Check("0 x 3 pixels, but should have at least one pixel each way", [], 3, 0, PixelOrder.Rgb, 72);
        Check("2 x -3 pixels, but should have at least one pixel each way", [], -3, 2, PixelOrder.Rgb, 72);
        Check("The pixel order is 3, but should be one of Rgb, Rgba, Bgra", new byte[18], 3, 2, (PixelOrder)3, 72);
        Check("2 x 2147483647 pixels in the order Rgb has 12884901882 bytes, but 18 are given", new byte[18], int.MaxValue, 2, PixelOrder.Rgb, 72);
        Check("has 18446744056529682436 bytes, but 18 are given", new byte[18], int.MaxValue, int.MaxValue, PixelOrder.Bgra, 72);

        static void Check(string message, byte[] pixels, int height, int width, PixelOrder order, int room) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(() => _small.Apply(pixels, height, width, order, new float[room])).Message);
    }

    [Fact]
    public void Impossible_settings_are_refused() =>
        Assert.Contains("Width is 0", Assert.Throws<ArgumentException>(() => new Preprocessing { Width = 0 }.Apply(new byte[3], 1, 1, PixelOrder.Rgb, [])).Message);

    /// <summary>Applies without normalization, and brings the planes into the order of RGB.</summary>
    private static byte[] Bytes(Preprocessing preprocessing, byte[] pixels, int height, int width, PixelOrder order, int orientation = 1)
    {
        var plane = preprocessing.Height * preprocessing.Width;
        var numbers = new float[3 * plane];
        Array.Fill(numbers, float.NaN);
        preprocessing.Apply(pixels, height, width, order, numbers, orientation);
        return Enumerable.Range(0, 3 * plane).Select(i => checked((byte)Math.Round(numbers[i % 3 * plane + i / 3] * 255))).ToArray();
    }
}
