using EfficientNet.Graph;
using EfficientNet.Graph.Onnx;
using EfficientNet.Imaging;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace EfficientNet.Tests.Imaging;

public class PreprocessingGraphTests
{
    [SkippableFact]
    public void Reference_pictures_come_out_as_Pillows_to_the_byte()
    {
        foreach (var (name, preprocessing, source, expected) in PreprocessingCases.All())
        {
            AssertEqual(name, expected, RunToBytes(preprocessing, source));
        }
    }

    public static TheoryData<int, int, CropMode, Interpolation, int, int, double> Generated()
    {
        var cases = new TheoryData<int, int, CropMode, Interpolation, int, int, double>();
        (int Width, int Height)[] sources = [(1, 1), (7, 5), (64, 64), (200, 131), (131, 200), (500, 9), (9, 500), (73, 64)];
        foreach (var (width, height) in sources)
        {
            foreach (var mode in Enum.GetValues<CropMode>())
            {
                foreach (var interpolation in Enum.GetValues<Interpolation>())
                {
                    cases.Add(width, height, mode, interpolation, 64, 64, 0.875);
                    cases.Add(width, height, mode, interpolation, 61, 61, 1.0);
                    cases.Add(width, height, mode, interpolation, 48, 80, 0.9);
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Generated))]
    public void Generated_pictures_come_out_as_Pillows_to_the_byte(
        int width, int height, CropMode mode, Interpolation interpolation, int targetWidth, int targetHeight, double cropFraction)
    {
        var preprocessing = new Preprocessing { Width = targetWidth, Height = targetHeight, CropFraction = cropFraction, CropMode = mode, Interpolation = interpolation };
        var source = DrawnPicture.Draw(width, height, width * 1000 + height);
        AssertEqual($"{width}x{height}", PillowPreprocessing.Apply(preprocessing, source), RunToBytes(preprocessing, source));
    }

    [Theory]
    [InlineData(60000, 1)]
    [InlineData(2, 60001)]
    [InlineData(1, 60000)]
    public void Extremely_long_pictures_take_no_more_than_their_middle(int width, int height)
    {
        var preprocessing = new Preprocessing { Width = 32, Height = 32 };
        var geometry = PreprocessingGeometry.Of(preprocessing, height, width);
        Assert.InRange(geometry.ResizedWidth * geometry.ResizedHeight, 36 * 36, 36 * 36 * 18);

        var source = DrawnPicture.Draw(width, height, 1);
        AssertEqual($"{width}x{height}", PillowPreprocessing.Apply(preprocessing, source), RunToBytes(preprocessing, source));
        preprocessing = preprocessing with { Interpolation = Interpolation.Lanczos };
        AssertEqual($"{width}x{height} by Lanczos", PillowPreprocessing.Apply(preprocessing, source), RunToBytes(preprocessing, source));
    }

    [Fact]
    public void Normalization_is_that_of_PyTorch_to_the_last_bit()
    {
        var preprocessing = new Preprocessing { Width = 16, Height = 16, CropFraction = 1 };
        var source = DrawnPicture.Draw(16, 16, 3);
        float[] means = [0.485f, 0.456f, 0.406f], deviations = [0.229f, 0.224f, 0.225f];
        var numbers = Run(preprocessing, source);
        for (var i = 0; i < numbers.Length; i++)
        {
            var (channel, y, x) = (i / 256, i / 16 % 16, i % 16);
            Assert.Equal((source[x, y, channel] / 255f - means[channel]) / deviations[channel], numbers[i]);
        }
    }

    [Fact]
    public void Impossible_settings_are_refused_before_the_graph_is_written() =>
        Assert.Throws<ArgumentException>(() => PreprocessingGraph.Append(new GraphWriter("test"), new Preprocessing { Width = 0 }));

    private static void AssertEqual(string name, DrawnPicture expected, byte[] actual)
    {
        var differing = expected.Pixels.Zip(actual).Count(pair => pair.First != pair.Second);
        Assert.Equal(expected.Pixels.Length, actual.Length);
        Assert.True(differing == 0, $"{name}: {differing} of {actual.Length} differ");
    }

    /// <summary>Runs the graph and undoes normalization, which is exact enough to get the bytes back.</summary>
    private static byte[] RunToBytes(Preprocessing preprocessing, DrawnPicture picture)
    {
        float[] means = [preprocessing.Mean.Red, preprocessing.Mean.Green, preprocessing.Mean.Blue];
        float[] deviations = [preprocessing.Deviation.Red, preprocessing.Deviation.Green, preprocessing.Deviation.Blue];
        var numbers = Run(preprocessing, picture);
        var bytes = new byte[numbers.Length];
        var plane = preprocessing.Width * preprocessing.Height;
        for (var i = 0; i < numbers.Length; i++)
        {
            var channel = i / plane;
            bytes[i % plane * 3 + channel] = checked((byte)Math.Round((numbers[i] * deviations[channel] + means[channel]) * 255));
        }

        return bytes;
    }

    private static float[] Run(Preprocessing preprocessing, DrawnPicture picture)
    {
        var writer = new GraphWriter("preprocessing");
        writer.Rename(PreprocessingGraph.Append(writer, preprocessing).Picture, "prepared");
        writer.Output("prepared", TensorProto.Types.DataType.Float, 1, 3, preprocessing.Height, preprocessing.Width);
        var model = new ModelProto { IrVersion = GraphWriter.IrVersion, Graph = writer.Graph, OpsetImport = { new OperatorSetIdProto { Version = GraphWriter.OperatorSet } } };
        using var session = new InferenceSession(model.ToByteArray());
        using var pixels = OrtValue.CreateTensorValueFromMemory(picture.Pixels, [1, picture.Pixels.Length]);
        using var size = OrtValue.CreateTensorValueFromMemory(new long[] { picture.Height, picture.Width, 1 }, [3]);
        using var options = new RunOptions();
        using var results = session.Run(options, [PreprocessingGraph.PixelsInput, PreprocessingGraph.SizeInput], [pixels, size], ["prepared"]);
        Assert.Equal([1, 3, preprocessing.Height, preprocessing.Width], results[0].GetTensorTypeAndShape().Shape);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
