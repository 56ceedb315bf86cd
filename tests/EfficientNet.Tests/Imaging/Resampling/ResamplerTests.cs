using System.Runtime.Intrinsics.X86;
using EfficientNet.Imaging;
using EfficientNet.Imaging.Resampling;
using Xunit.Abstractions;

namespace EfficientNet.Tests.Imaging.Resampling;

/// <summary>All kernels against the naive way: equal to the byte.</summary>
public class ResamplerTests(ITestOutputHelper output)
{
    private static readonly RgbValues _zero = default;
    private static readonly RgbValues _one = new(1, 1, 1);

    [Fact]
    public void Ten_thousand_random_pictures_come_out_as_the_naive_way_makes_them()
    {
        var random = new Random(11);
        var (kernels, counts) = (Kernels(), new int[4]);
        for (var i = 0; i < 10_000; i++)
        {
            var preprocessing = Draw(random, 40);
            var picture = EncodedPicture.Draw(random, Side(random, 60), Side(random, 60));
            Compare($"case {i}", preprocessing, picture, kernels);
            counts[0] += picture.IsTransparent ? 1 : 0;
            counts[1] += picture.Orientation > 1 ? 1 : 0;
            counts[2] += preprocessing.Width > picture.Turned.Width ? 1 : 0;
            counts[3] += picture.Height == 1 || picture.Width == 1 ? 1 : 0;
        }

        output.WriteLine($"{string.Join(", ", kernels.Select(Name))}: {counts[0]} with transparency, {counts[1]} turned, {counts[2]} enlarged, {counts[3]} of one pixel's height or width");
        Assert.All(counts, count => Assert.InRange(count, 500, 9500));
    }

    [Fact]
    public void Larger_pictures_and_targets_come_out_as_the_naive_way_makes_them()
    {
        var random = new Random(12);
        for (var i = 0; i < 60; i++)
        {
            Compare($"case {i}", Draw(random, 250), EncodedPicture.Draw(random, Side(random, 500), Side(random, 400)), Kernels());
        }
    }

    [Theory]
    [InlineData(3000, 1)]
    [InlineData(1, 3000)]
    [InlineData(2, 4000)]
    [InlineData(20000, 2)]
    [InlineData(1, 20001)]
    public void Extremely_long_pictures_come_out_as_the_naive_way_makes_them(int width, int height)
    {
        var random = new Random(width + height);
        foreach (var mode in Enum.GetValues<CropMode>())
        {
            foreach (var interpolation in Enum.GetValues<Interpolation>())
            {
                var preprocessing = Draw(random, 20) with { CropMode = mode, Interpolation = interpolation };
                Compare($"{mode}, {interpolation}", preprocessing, EncodedPicture.Draw(random, width, height), Kernels());
            }
        }
    }

    [Fact]
    public void A_photograph_of_the_usual_size_comes_out_as_the_naive_way_makes_it()
    {
        var random = new Random(13);
        var preprocessing = new Preprocessing { Mean = _zero, Deviation = _one };
        Compare("landscape", preprocessing, EncodedPicture.Draw(random, 500, 375), Kernels());
        Compare("portrait", preprocessing with { Interpolation = Interpolation.Lanczos }, EncodedPicture.Draw(random, 375, 500), Kernels());
    }

    /// <summary>Bytes computed by Pillow; the source's byte number i is 7 i^2 + 13 i modulo 256.</summary>
    [Theory]
    [InlineData(13, 9, 4, 3, 108, 115, 107, 133, 119, 135, 141, 138, 122, 118, 122, 137, 142, 174, 131, 111, 129, 130, 128, 77, 112, 134, 116, 143, 147, 168, 148, 150, 111, 123, 99, 93, 129, 125, 123, 92)]
    [InlineData(3, 2, 5, 4, 0, 0, 0, 16, 69, 136, 95, 180, 255, 75, 192, 126, 37, 167, 0, 42, 19, 79, 63, 63, 136, 111, 143, 188, 119, 182, 123, 109, 186, 61, 137, 51, 198, 125, 54, 137, 131, 93, 70, 175, 170, 119, 204, 211, 173, 210, 76, 255, 172, 48, 137, 147, 56, 0, 219, 160, 116, 255, 230, 255)]
    public void Lanczos_is_that_of_Pillow(int width, int height, int targetWidth, int targetHeight, params int[] expected)
    {
        var pixels = Enumerable.Range(0, width * height * 3).Select(i => (byte)((7 * i * i) + (13 * i))).ToArray();
        var preprocessing = new Preprocessing
        {
            Width = targetWidth, Height = targetHeight, CropFraction = 1, CropMode = CropMode.Squash, Interpolation = Interpolation.Lanczos, Mean = _zero, Deviation = _one,
        };
        var numbers = new float[3 * targetWidth * targetHeight];
        preprocessing.Apply(pixels, height, width, PixelOrder.Rgb, numbers);
        var plane = targetWidth * targetHeight;
        Assert.Equal(expected, Enumerable.Range(0, numbers.Length).Select(i => (int)Math.Round(numbers[(i % 3 * plane) + (i / 3)] * 255)));
    }

    private static List<ResamplingKernel> Kernels()
    {
        var kernels = ResamplingKernel.Supported.ToList();
        if (Avx2.IsSupported)
        {
            kernels.Add(new PairKernel<DoubledLanes<Lanes256>>());
        }

        return kernels;
    }

    private static void Compare(string name, Preprocessing preprocessing, EncodedPicture picture, List<ResamplingKernel> kernels)
    {
        var expected = PillowPreprocessing.Apply(preprocessing, picture.Turned).Pixels;
        var plane = preprocessing.Width * preprocessing.Height;
        foreach (var kernel in kernels)
        {
            var numbers = new float[3 * plane];
            Array.Fill(numbers, float.NaN);
            Resampler.Apply(preprocessing, new PixelRows(picture.Pixels, picture.Height, picture.Width, picture.Order, picture.Orientation), numbers, kernel);
            for (var i = 0; i < numbers.Length; i++)
            {
                if (numbers[(i % 3 * plane) + (i / 3)] != expected[i] / 255f)
                {
                    Assert.Fail($"{name}, {Name(kernel)}: {expected[i]} is {numbers[(i % 3 * plane) + (i / 3)] * 255} at byte {i}; {preprocessing}; "
                        + $"{picture.Width} x {picture.Height}, {picture.Order}, orientation {picture.Orientation}, {(picture.IsTransparent ? "" : "not ")}transparent");
                }
            }
        }
    }

    private static string Name(ResamplingKernel kernel) =>
        kernel.GetType().Name + string.Concat(kernel.GetType().GenericTypeArguments.Select(type => $" {type.Name}"));

    private static Preprocessing Draw(Random random, int maximum) => new()
    {
        Width = Side(random, maximum),
        Height = Side(random, maximum),
        CropFraction = random.Next(3) == 0 ? 1 : 0.5 + (random.NextDouble() / 2),
        Interpolation = (Interpolation)random.Next(Enum.GetValues<Interpolation>().Length),
        CropMode = (CropMode)random.Next(Enum.GetValues<CropMode>().Length),
        Mean = _zero,
        Deviation = _one,
    };

    /// <summary>Small sides more often than large ones.</summary>
    private static int Side(Random random, int maximum) => 1 + (int)(maximum * Math.Pow(random.NextDouble(), 2));
}
