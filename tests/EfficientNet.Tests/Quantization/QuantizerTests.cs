using EfficientNet.Quantization;
using EfficientNet.Testing;

namespace EfficientNet.Tests.Quantization;

public class QuantizerTests
{
    [Fact]
    public void Ranges_are_of_all_values_between_the_layers()
    {
        var calibration = TinyCalibration.Of(TinyNetwork.LiteVariant, options: new() { Method = CalibrationMethod.MinMax });

        // The second block's output, every later layer's and every sum.
        var network = TinyNetwork.LiteVariant.Expand();
        var later = network.Blocks.Skip(2).ToList();
        string[] expected =
        [
            network.Blocks[1].Name,
            .. later.SelectMany(block => block.Convolutions.Select(layer => layer.Name)),
            .. later.Where(block => block.HasResidual).Select(block => block.Name),
            network.Head.Name,
        ];
        Assert.Equal(expected.Order(), calibration.Ranges.Keys.Order());
        Assert.All(calibration.Ranges.Where(range => range.Key.EndsWith("_dw", StringComparison.Ordinal)), range =>
        {
            Assert.Equal(0, range.Value.Low);
            Assert.InRange(range.Value.High, 0.1f, 6);
        });
        Assert.Equal((3, CalibrationMethod.MinMax, "tiny_lite"), (calibration.Pictures, calibration.Method, calibration.Variant));
    }

    [Fact]
    public void With_swish_ranges_are_also_of_what_goes_into_it()
    {
        var calibration = TinyCalibration.Of(TinyNetwork.Variant);

        Assert.Contains("blocks.1.1.conv_dw.linear", calibration.Ranges.Keys);
        Assert.Contains("blocks.1.1.se.conv_expand.sigmoid", calibration.Ranges.Keys);
        Assert.All(calibration.Ranges.Where(range => range.Key.EndsWith(".sigmoid", StringComparison.Ordinal)), range => Assert.InRange(range.Value.High, 0, 1));
    }

    [Fact]
    public void No_more_pictures_are_asked_for_than_are_used()
    {
        var asked = 0;
        IEnumerable<ReadOnlyMemory<float>> Pictures()
        {
            foreach (var picture in TinyCalibration.Pictures(4))
            {
                asked++;
                yield return picture;
            }
        }

        var told = new List<int>();
        var calibration = Quantizer.Calibrate(
            TinyNetwork.LiteVariant,
            TinyNetwork.Weights(TinyNetwork.LiteVariant),
            TinyCalibration.Preprocessing,
            Pictures(),
            new() { MaximumPictures = 2 },
            new Listener(told));

        Assert.Equal((2, 2), (asked, calibration.Pictures));
        Assert.Equal([1, 2], told);
    }

    [Fact]
    public void Without_a_picture_there_is_no_calibration()
    {
        var exception = Assert.Throws<ArgumentException>(() => Calibrate([]));

        Assert.StartsWith("There is no picture to calibrate tiny_lite with.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_of_another_size_is_named()
    {
        var exception = Assert.Throws<ArgumentException>(() => Calibrate([.. TinyCalibration.Pictures(1), new float[300]]));

        Assert.StartsWith("Picture 1 has 300 numbers, expected 3 x 32 x 32 = 3072.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_leads_to_no_numbers_is_named()
    {
        var broken = new float[3 * 32 * 32];
        broken[100] = float.NaN;

        var exception = Assert.Throws<InvalidDataException>(() => Calibrate([.. TinyCalibration.Pictures(2), broken]));

        Assert.StartsWith("Picture 2 leads to numbers that are not finite at ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_wrong_with_the_options_is_said_at_once()
    {
        var exception = Assert.Throws<ArgumentException>(
            () => Calibrate([], new() { Method = (CalibrationMethod)7, Percentile = 50, MaximumPictures = 0 }));

        Assert.Contains("Method is 7", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Percentile is 50", exception.Message, StringComparison.Ordinal);
        Assert.Contains("MaximumPictures is 0", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() => Quantizer.Calibrate(
            TinyNetwork.LiteVariant,
            TinyNetwork.Weights(TinyNetwork.LiteVariant),
            TinyCalibration.Preprocessing,
            TinyCalibration.Pictures(1),
            cancellationToken: cancellation.Token));
    }

    [Fact]
    public void Correcting_biases_brings_features_closer()
    {
        double Cumulative(bool corrects)
        {
            var weights = TinyNetwork.Weights(TinyNetwork.LiteVariant);
            var calibration = TinyCalibration.Of(TinyNetwork.LiteVariant, weights, new() { CorrectsBiases = corrects });
            Assert.Equal(corrects, calibration.CorrectsBiases);
            return Quantizer.Explain(TinyNetwork.LiteVariant, weights, calibration, TinyCalibration.Pictures(8)).Layers[^1].CumulativeSignalToNoise;
        }

        Assert.True(Cumulative(corrects: true) > Cumulative(corrects: false));
    }

    [Fact]
    public void The_report_explains_every_point()
    {
        var weights = TinyNetwork.Weights(TinyNetwork.LiteVariant);
        var calibration = TinyCalibration.Of(TinyNetwork.LiteVariant, weights);

        var report = Quantizer.Explain(TinyNetwork.LiteVariant, weights, calibration, TinyCalibration.Pictures(2));

        Assert.Equal([.. calibration.Ranges.Keys, "pooled"], report.Layers.Select(layer => layer.Name));
        Assert.Equal(2, report.Pictures);
        Assert.All(report.Layers, layer => Assert.InRange(layer.CumulativeSignalToNoise, 15, 70));
        Assert.All(report.Layers.SkipLast(1), layer => Assert.InRange(layer.SignalToNoise, layer.CumulativeSignalToNoise - 1, 70));
        Assert.Equal(16, report.Layers.Count(layer => layer.WeightSignalToNoise is not null));
        Assert.All(report.Layers, layer => Assert.InRange(layer.WeightSignalToNoise ?? 40, 30, 60));
        var lines = report.ToString().Split(Environment.NewLine);
        Assert.StartsWith("tiny_lite in int8, against single precision, on 2 pictures", lines[0], StringComparison.Ordinal);
        Assert.All(report.Layers, layer => Assert.Single(lines, line => line.StartsWith(layer.Name + " ", StringComparison.Ordinal)));
    }

    [Fact]
    public void There_is_no_report_without_pictures()
    {
        var weights = TinyNetwork.Weights(TinyNetwork.LiteVariant);

        Assert.Throws<ArgumentException>(() => Quantizer.Explain(TinyNetwork.LiteVariant, weights, TinyCalibration.Of(TinyNetwork.LiteVariant, weights), []));
    }

    private static Calibration Calibrate(IEnumerable<ReadOnlyMemory<float>> pictures, QuantizationOptions? options = null) => Quantizer.Calibrate(
        TinyNetwork.LiteVariant, TinyNetwork.Weights(TinyNetwork.LiteVariant), TinyCalibration.Preprocessing, pictures, options);

    private sealed class Listener(List<int> told) : IProgress<int>
    {
        public void Report(int value) => told.Add(value);
    }
}
