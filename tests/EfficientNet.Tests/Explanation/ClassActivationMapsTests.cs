using EfficientNet.Architecture;
using EfficientNet.Explanation;
using EfficientNet.Graph;
using EfficientNet.Imaging;
using EfficientNet.Inference;
using EfficientNet.Testing;
using EfficientNet.Weights;
using EfficientNet.Weights.Lite0;

namespace EfficientNet.Tests.Explanation;

public class ClassActivationMapsTests
{
    private const byte Ground = 100;

    private static readonly Preprocessing _whole = new() { Height = 64, Width = 64, CropFraction = 1, CropMode = CropMode.Squash };

    /// <summary>Ways to prepare a picture, and sizes of pictures: every one moves or stretches it otherwise.</summary>
    public static TheoryData<CropMode, double, int, int, int, int> Places
    {
        get
        {
            var data = new TheoryData<CropMode, double, int, int, int, int>();
            foreach (var mode in Enum.GetValues<CropMode>())
            {
                foreach (var fraction in new[] { 0.8, 1 })
                {
                    data.Add(mode, fraction, 224, 224, 300, 500);
                    data.Add(mode, fraction, 224, 224, 500, 300);
                    data.Add(mode, fraction, 224, 224, 90, 110);
                    data.Add(mode, fraction, 160, 240, 301, 299);
                }
            }

            return data;
        }
    }

    [Fact]
    public void Maps_are_those_of_the_classes_and_what_they_have_in_common_is_no_evidence()
    {
        var maps = new ClassActivationMaps(2, 1, 3, new float[] { 1, 2, 6, 3, 2, -2 });

        Assert.Equal((2, 1, 3), (maps.Classes, maps.Height, maps.Width));
        Assert.Equal([1, 2, 6], maps.Map(0).ToArray());
        Assert.Equal([3, 2, -2], maps.Map(1).ToArray());
        Assert.Equal([-1, 0, 4], maps.Evidence(0));
        Assert.Equal([1, 0, -4], maps.Evidence(1));
    }

    [Fact]
    public void Classes_that_cannot_be_predicted_are_not_what_others_are_compared_with()
    {
        var with = new ClassActivationMaps(3, 1, 3, new float[] { 1, 2, 6, 3, 2, -2, -10_000, -10_000, -10_000 });

        Assert.Equal([-1, 0, 4], with.Evidence(0));
        Assert.Equal([-10_002, -10_002, -10_002], with.Evidence(2));
    }

    [Fact]
    public void A_session_says_them_with_the_probabilities()
    {
        using var model = new EfficientNetSession(TinyNetwork.Variant, TinyNetwork.Weights(), new EfficientNetSessionOptions
        {
            Head = TinyHead.Of(24, 3, hiddenUnits: 5),
            Preprocessing = _whole,
            Outputs = [new(GraphOutputKind.Logits, "logits"), new(GraphOutputKind.ClassActivations, "activations")],
        });

        var outputs = model.Run(Noise(50, 70), 50, 70);

        var shape = outputs["activations"].Shape;
        var maps = new ClassActivationMaps(shape[1], shape[2], shape[3], outputs["activations"].Values);
        Assert.All(outputs["logits"].Values.Select((logit, index) => (logit, index)), pair =>
            Assert.Equal(pair.logit, maps.Map(pair.index).ToArray().Average(), 1e-5f));
    }

    /// <summary>Preprocessing itself says where in the network's input a spot of the picture lies; the heat of the cells there must lie on the spot.</summary>
    [Theory]
    [MemberData(nameof(Places))]
    public void Heat_lies_where_the_network_saw_it(CropMode mode, double fraction, int inputHeight, int inputWidth, int height, int width)
    {
        var preprocessing = new Preprocessing { Height = inputHeight, Width = inputWidth, CropMode = mode, CropFraction = fraction };
        const int Rows = 16, Columns = 20;
        foreach (var (top, left) in new[] { (0.42, 0.42), (0.55, 0.4), (0.4, 0.6) })
        {
            var (spotTop, spotLeft, spotSide) = ((int)(top * height), (int)(left * width), Math.Min(height, width) / 12);
            var spotted = Enumerable.Repeat((byte)0, height * width * 3).ToArray();
            Fill(spotted, width, spotTop, spotLeft, spotSide, 255);
            var input = new float[3 * inputHeight * inputWidth];
            (preprocessing with { Mean = new(0, 0, 0), Deviation = new(1, 1, 1) }).Apply(spotted, height, width, PixelOrder.Rgb, input);
            var maps = Cells(input, inputHeight, inputWidth, Rows, Columns);

            var drawn = maps.Draw(Plain(height, width), height, width, preprocessing, 0);

            var (y, x) = Middle(Warmth(drawn), height, width);
            Assert.InRange(y - (spotTop + (spotSide / 2.0)), -0.02 * height, 0.02 * height);
            Assert.InRange(x - (spotLeft + (spotSide / 2.0)), -0.02 * width, 0.02 * width);
        }
    }

    [Theory]
    [InlineData(300, 500)]
    [InlineData(500, 300)]
    [InlineData(200, 200)]
    public void What_preprocessing_cut_off_is_darkened_and_has_no_heat(int height, int width)
    {
        var preprocessing = new Preprocessing { CropFraction = 0.8 };
        var maps = new ClassActivationMaps(2, 7, 7, Enumerable.Range(0, 98).Select(index => index < 49 ? 1f : -1f).ToArray());
        var seen = (int)(Math.Min(height, width) * 0.8);

        var hot = maps.Draw(Plain(height, width), height, width, preprocessing, 0);
        var cold = maps.Draw(Plain(height, width), height, width, preprocessing, 1);

        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                // A pixel's middle on the very border may fall on either side.
                var (fromMiddleY, fromMiddleX) = (Math.Abs(y + 0.5 - (height / 2.0)), Math.Abs(x + 0.5 - (width / 2.0)));
                var distance = Math.Max(fromMiddleY, fromMiddleX) - (seen / 2.0);
                var at = ((y * width) + x) * 3;
                if (distance > 1)
                {
                    Assert.Equal([40, 40, 40], hot[at..(at + 3)]);
                    Assert.Equal([40, 40, 40], cold[at..(at + 3)]);
                }
                else if (distance < -1)
                {
                    Assert.True(hot[at] > hot[at + 2] + 20, "the hottest colour is no yellow");
                    Assert.Equal([Ground, Ground, Ground], cold[at..(at + 3)]);
                }
            }
        }
    }

    [Fact]
    public void Heat_between_cells_is_interpolated()
    {
        // Exact for what grows evenly, away from the edges.
        var ramp = Enumerable.Range(0, 64).Select(index => index % 8 / 7f).ToArray();
        var maps = new ClassActivationMaps(2, 8, 8, ramp.Concat(ramp.Select(value => -value)).ToArray());

        var drawn = maps.Draw(Plain(64, 640), 64, 640, _whole, 0);

        for (var x = 2 * 80; x < 6 * 80; x++)
        {
            var heat = ((((x + 0.5) / 80) - 0.5) / 7) + 1e-6;
            var expected = HeatColors.Table.Slice((int)(heat * 255) * 3, 3).ToArray();
            var cover = 0.6 * Math.Min(1, heat / 0.5);
            var found = drawn.AsSpan(((32 * 640) + x) * 3, 3).ToArray();
            Assert.All(expected.Zip(found), pair => Assert.InRange(pair.Second - (Ground + ((pair.First - Ground) * cover)), -4, 4));
        }
    }

    [Fact]
    public void Drawings_of_one_picture_can_be_compared()
    {
        // Class 1 has a tenth of what class 0 has to say.
        var maps = new ClassActivationMaps(3, 1, 2, new float[] { 10, 0, 1, 1, -11, -1 });

        var strong = Warmth(maps.Draw(Plain(64, 64), 64, 64, _whole, 0)).Max();
        var weak = Warmth(maps.Draw(Plain(64, 64), 64, 64, _whole, 1)).Max();

        Assert.InRange(weak, 1, strong / 3);
    }

    [Fact]
    public void Where_nothing_speaks_for_any_class_nothing_is_drawn()
    {
        var maps = new ClassActivationMaps(2, 2, 2, new float[8]);

        Assert.Equal(Plain(32, 32), maps.Draw(Plain(32, 32), 32, 32, _whole, 1));
    }

    /// <summary>The real network: evidence for what it takes a picture for lies on the one thing in the picture.</summary>
    [Theory]
    [InlineData(300, 500, 0.35, 0.35)]
    [InlineData(300, 500, 0.65, 0.62)]
    [InlineData(500, 300, 0.38, 0.65)]
    [InlineData(400, 400, 0.68, 0.32)]
    public void The_bundled_network_looks_at_the_one_thing_that_is_there(int height, int width, double top, double left)
    {
        using var weights = SafetensorsFile.FromStream(Lite0Weights.Open(), Lite0Weights.FileName);
        var preprocessing = PretrainedConfiguration.Lite0.Preprocessing;
        using var model = new EfficientNetSession(EfficientNetVariant.Parse("Lite0"), weights, new EfficientNetSessionOptions
        {
            Preprocessing = preprocessing,
            Outputs = [new(GraphOutputKind.Probabilities, "probabilities"), new(GraphOutputKind.ClassActivations, "activations")],
        });
        var rgb = Plain(height, width);
        var (spotTop, spotLeft, spotSide) = ((int)((top * height) - 40), (int)((left * width) - 40), 80);
        Disc(rgb, width, spotTop, spotLeft, spotSide);

        var outputs = model.Run(rgb, height, width);

        var probabilities = outputs["probabilities"].Values;
        var maps = new ClassActivationMaps(probabilities.Length, 7, 7, outputs["activations"].Values);
        var drawn = maps.Draw(rgb, height, width, preprocessing, Array.IndexOf(probabilities, probabilities.Max()));
        var cold = new ClassActivationMaps(2, 7, 7, new float[98]).Draw(rgb, height, width, preprocessing, 0);
        double[] heat = [.. drawn.Zip(cold, (hot, was) => Math.Abs(hot - was)).Chunk(3).Select(pixel => (double)pixel.Max())];
        var (y, x) = Middle(heat, height, width);
        Assert.InRange(y - (spotTop + 40), -40, 40);
        Assert.InRange(x - (spotLeft + 40), -40, 40);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var maps = new ClassActivationMaps(2, 2, 2, new float[8]);

        Assert.Contains("2 x 3 x 4 (classes, height, width) = 24 numbers, found 8", Assert.Throws<ArgumentException>(() => new ClassActivationMaps(2, 3, 4, new float[8])).Message);
        Assert.Contains("Number 1 of the class activation maps is NaN", Assert.Throws<ArgumentException>(() => new ClassActivationMaps(1, 1, 2, new[] { 1, float.NaN })).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClassActivationMaps(0, 2, 2, Array.Empty<float>()));
        Assert.Throws<ArgumentOutOfRangeException>(() => maps.Map(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => maps.Evidence(-1));
        Assert.Contains("5 x 5 x 3", Assert.Throws<ArgumentException>(() => maps.Draw(new byte[3], 5, 5, _whole, 0)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => maps.Draw(new byte[75], 5, 5, _whole, 2));
        Assert.Contains("Width is 0", Assert.Throws<ArgumentException>(() => maps.Draw(new byte[75], 5, 5, _whole with { Width = 0 }, 0)).Message);
    }

    /// <summary>A map of two classes that says for the first how bright the input is in each cell.</summary>
    private static ClassActivationMaps Cells(float[] input, int height, int width, int rows, int columns)
    {
        var values = new float[2 * rows * columns];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                values[((y * rows / height) * columns) + (x * columns / width)] += input[(y * width) + x];
            }
        }

        return new ClassActivationMaps(2, rows, columns, values);
    }

    private static byte[] Plain(int height, int width) => [.. Enumerable.Repeat(Ground, height * width * 3)];

    private static byte[] Noise(int height, int width)
    {
        var rgb = new byte[height * width * 3];
        new Random(1).NextBytes(rgb);
        return rgb;
    }

    private static void Fill(byte[] rgb, int width, int top, int left, int side, byte value)
    {
        for (var y = top; y < top + side; y++)
        {
            rgb.AsSpan(((y * width) + left) * 3, side * 3).Fill(value);
        }
    }

    private static void Disc(byte[] rgb, int width, int top, int left, int side)
    {
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                var (fromY, fromX) = (y + 0.5 - (side / 2.0), x + 0.5 - (side / 2.0));
                if ((fromY * fromY) + (fromX * fromX) < side * side / 4.0)
                {
                    var at = (((top + y) * width) + left + x) * 3;
                    (rgb[at], rgb[at + 1], rgb[at + 2]) = ((byte)(x / 8 % 2 == 0 ? 230 : 20), (byte)(y / 8 % 2 == 0 ? 200 : 30), 30);
                }
            }
        }
    }

    /// <summary>How far each pixel's colour is from grey.</summary>
    private static double[] Warmth(byte[] drawn) => [.. drawn.Chunk(3).Select(pixel => (double)pixel.Max() - pixel.Min())];

    private static (double Y, double X) Middle(double[] weights, int height, int width)
    {
        var sum = weights.Sum();
        Assert.True(sum > 0, "nothing is drawn");
        return (
            weights.Select((weight, index) => weight * ((index / width) + 0.5)).Sum() / sum,
            weights.Select((weight, index) => weight * ((index % width) + 0.5)).Sum() / sum);
    }
}
