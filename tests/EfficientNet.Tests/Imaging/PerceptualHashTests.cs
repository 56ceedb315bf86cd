using EfficientNet.Imaging;

namespace EfficientNet.Tests.Imaging;

public sealed class PerceptualHashTests
{
    private const int Width = 80;
    private const int Height = 60;

    [Theory]
    [InlineData("lightened")]
    [InlineData("darkened")]
    [InlineData("noisy")]
    [InlineData("cropped")]
    [InlineData("twice as large")]
    [InlineData("warmer")]
    public void A_changed_copy_is_near(string change)
    {
        for (var seed = 0; seed < 8; seed++)
        {
            var scene = new Scene(seed);
            var random = new Random(seed);
            var copy = change switch
            {
                "lightened" => Hash(scene.Draw(color => (color * 1.2) + 10)),
                "darkened" => Hash(scene.Draw(color => color * 0.6)),
                "noisy" => Hash(scene.Draw(color => color + random.Next(-20, 21))),
                "cropped" => Hash(scene.Draw(left: 0.02, top: 0.01, right: 0.98, bottom: 0.99)),
                "twice as large" => Hash(scene.Draw(width: 2 * Width, height: 2 * Height)),
                _ => Hash(scene.Draw(red: 1.1, blue: 0.85)),
            };
            Assert.True(Hash(scene.Draw()).IsNear(copy), $"Scene {seed}: {Hash(scene.Draw()).Distance(copy)} bits, {Hash(scene.Draw()).Similarity(copy)} alike.");
        }
    }

    [Fact]
    public void Different_pictures_are_not_near()
    {
        var hashes = Enumerable.Range(0, 40).Select(seed => Hash(new Scene(seed).Draw())).ToArray();
        Assert.Equal(Enumerable.Range(0, hashes.Length), NearDuplicates.Groups(hashes));
    }

    [Fact]
    public void Pictures_of_one_colour_are_not_near_to_one_another_nor_to_themselves()
    {
        var random = new Random(1);
        var hashes = new List<PerceptualHash>();
        foreach (var (red, green, blue) in new[] { (0, 0, 0), (255, 255, 255), (128, 128, 128), (200, 30, 30), (200, 30, 30), (30, 30, 200) })
        {
            var pixels = new byte[Width * Height * 3];
            for (var i = 0; i < pixels.Length; i += 3)
            {
                // A little noise, as a camera makes it.
                (pixels[i], pixels[i + 1], pixels[i + 2]) = (Near(red), Near(green), Near(blue));
            }

            hashes.Add(PerceptualHash.Of(pixels, Height, Width, PixelOrder.Rgb));
        }

        Assert.All(hashes, hash => Assert.False(hash.HasStructure));
        Assert.All(hashes, hash => Assert.False(hash.IsNear(hash)));
        Assert.Equal(Enumerable.Range(0, hashes.Count), NearDuplicates.Groups(hashes));

        byte Near(int color) => (byte)Math.Clamp(color + random.Next(-3, 4), 0, 255);
    }

    [Fact]
    public void A_picture_turned_by_its_orientation_has_the_hash_of_the_picture_that_was_turned()
    {
        var picture = DrawnPicture.Draw(Width, Height, 3);
        var turned = new byte[picture.Pixels.Length];
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                picture.Pixels.AsSpan(((y * Width) + x) * 3, 3).CopyTo(turned.AsSpan(((x * Height) + Height - 1 - y) * 3));
            }
        }

        var (expected, found) = (new byte[PerceptualHash.Length], new byte[PerceptualHash.Length]);
        PerceptualHash.Of(turned, Width, Height, PixelOrder.Rgb).Write(expected);
        PerceptualHash.Of(picture.Pixels, Height, Width, PixelOrder.Rgb, orientation: 6).Write(found);
        Assert.Equal(expected, found);
    }

    [Fact]
    public void What_was_written_is_read()
    {
        var hash = Hash(new Scene(5).Draw());
        var bytes = new byte[PerceptualHash.Length];
        hash.Write(bytes);
        var read = PerceptualHash.Read(bytes);
        Assert.Equal((hash.Bits, true), (read.Bits, read.HasStructure));
        Assert.Equal(1, hash.Similarity(read), 1e-5);
    }

    [Fact]
    public void Bits_are_those_of_a_cosine_transform_in_double_precision()
    {
        var picture = DrawnPicture.Draw(32, 32, 7);
        var frequencies = new List<double>();
        for (var v = 0; v < 8; v++)
        {
            for (var u = 0; u < 8; u++)
            {
                var sum = 0.0;
                for (var y = 0; y < 32; y++)
                {
                    for (var x = 0; x < 32; x++)
                    {
                        var grey = (0.299 * picture[x, y, 0]) + (0.587 * picture[x, y, 1]) + (0.114 * picture[x, y, 2]);
                        sum += grey * Math.Cos(Math.PI * u * (x + 0.5) / 32) * Math.Cos(Math.PI * v * (y + 0.5) / 32);
                    }
                }

                frequencies.Add(sum);
            }
        }

        var sorted = frequencies.Order().ToArray();
        var bits = PerceptualHash.Of(picture.Pixels, 32, 32, PixelOrder.Rgb).Bits;
        Assert.Equal(frequencies.Select(frequency => frequency > (sorted[31] + sorted[32]) / 2), Enumerable.Range(0, 64).Select(i => (bits >> i & 1) != 0));
    }

    private static PerceptualHash Hash((byte[] Pixels, int Height, int Width) picture) => PerceptualHash.Of(picture.Pixels, picture.Height, picture.Width, PixelOrder.Rgb);

    /// <summary>Some soft spots of colour, at any size and cut out anywhere: as much like a photograph as can be drawn in a line.</summary>
    private sealed class Scene
    {
        private readonly (double X, double Y, double Radius, double[] Color)[] _spots;

        public Scene(int seed)
        {
            var random = new Random(seed);
            _spots = [.. Enumerable.Range(0, 25).Select(_ => (random.NextDouble(), random.NextDouble(), 0.05 + (0.2 * random.NextDouble()), new[] { random.NextDouble(), random.NextDouble(), random.NextDouble() }))];
        }

        public (byte[] Pixels, int Height, int Width) Draw(
            Func<double, double>? change = null, int width = Width, int height = Height, double left = 0, double top = 0, double right = 1, double bottom = 1, double red = 1, double blue = 1)
        {
            var pixels = new byte[width * height * 3];
            for (var i = 0; i < width * height; i++)
            {
                var x = left + ((right - left) * ((i % width) + 0.5) / width);
                var y = top + ((bottom - top) * ((i / width) + 0.5) / height);
                var (sums, weights) = (new[] { 0.5, 0.5, 0.5 }, 0.6);
                foreach (var spot in _spots)
                {
                    var weight = 1 / (1 + Math.Pow(((x - spot.X) * (x - spot.X) + (y - spot.Y) * (y - spot.Y)) / (spot.Radius * spot.Radius), 2));
                    weights += weight;
                    for (var channel = 0; channel < 3; channel++)
                    {
                        sums[channel] += weight * spot.Color[channel];
                    }
                }

                for (var channel = 0; channel < 3; channel++)
                {
                    var color = 240 * sums[channel] / weights * (channel == 0 ? red : channel == 2 ? blue : 1);
                    pixels[(i * 3) + channel] = (byte)Math.Clamp((change?.Invoke(color) ?? color) + 0.5, 0, 255);
                }
            }

            return (pixels, height, width);
        }
    }
}
