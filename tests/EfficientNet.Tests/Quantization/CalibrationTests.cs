using System.Text;
using EfficientNet.Architecture;
using EfficientNet.Graph;
using EfficientNet.Imaging;
using EfficientNet.Quantization;
using EfficientNet.Testing;
using EfficientNet.Weights;
using EfficientNet.Weights.Lite0;

namespace EfficientNet.Tests.Quantization;

public class CalibrationTests
{
    private static readonly Calibration _calibration = TinyCalibration.Of(TinyNetwork.LiteVariant);

    [Fact]
    public void Is_saved_and_loaded_with_everything()
    {
        var saved = Save(_calibration);

        var loaded = Calibration.Load(new MemoryStream(saved));

        Assert.Equal("tiny_lite", loaded.Variant);
        Assert.Equal(_calibration.WeightsHash, loaded.WeightsHash);
        Assert.Equal(TinyCalibration.Preprocessing, loaded.Preprocessing);
        Assert.Equal((CalibrationMethod.Percentile, 3, true), (loaded.Method, loaded.Pictures, loaded.CorrectsBiases));
        Assert.Equal(_calibration.Ranges, loaded.Ranges);
        Assert.Equal(_calibration.Means("conv_head"), loaded.Means("conv_head"));
        Assert.Equal(saved, Save(loaded));
        Assert.Equal(Graph(_calibration), Graph(loaded));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1, 2]")]
    [InlineData("""{"variant":"a","weights":"b","preprocessing":null,"method":"MinMax","pictures":1,"ranges":{}}""")]
    [InlineData("""{"variant":"a","weights":"b","preprocessing":{"width":-1},"method":"MinMax","pictures":1,"ranges":{}}""")]
    [InlineData("""{"variant":"a","weights":"b","preprocessing":{},"method":"Guess","pictures":1,"ranges":{}}""")]
    [InlineData("""{"variant":"a","weights":"b","preprocessing":{},"method":"MinMax","pictures":1,"ranges":{"p":{"low":1,"high":2}}}""")]
    [InlineData("""{"variant":"a","weights":"b","preprocessing":{},"method":"MinMax","pictures":1,"ranges":{"p":{"low":0,"high":0}}}""")]
    [InlineData("""{"variant":"a","weights":"b","preprocessing":{},"method":"MinMax","pictures":1,"ranges":{"p":{"low":0,"high":1e39}}}""")]
    public void Anything_else_is_refused(string json)
    {
        var exception = Assert.Throws<InvalidDataException>(() => Calibration.Load(new MemoryStream(Encoding.UTF8.GetBytes(json))));

        Assert.StartsWith("This is not a calibration", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_weights_are_refused()
    {
        var exception = Assert.Throws<ArgumentException>(() => Graph(_calibration, weights: new PositiveTensors(TinyNetwork.Weights(TinyNetwork.LiteVariant))));

        Assert.Contains("other weights of tiny_lite", exception.Message, StringComparison.Ordinal);
        Assert.Contains(_calibration.WeightsHash, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_weights_with_another_classifier_are_not()
    {
        var network = TinyNetwork.LiteVariant.Expand(11);

        OnnxGraph.Build(network, TinyNetwork.Weights(network), new OnnxGraphOptions { Calibration = _calibration });
    }

    [Fact]
    public void Another_network_is_refused()
    {
        var exception = Assert.Throws<ArgumentException>(() => Graph(_calibration, TinyNetwork.FusedVariant));

        Assert.Contains("is of tiny_lite, not of tiny_fused", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_preprocessing_is_refused()
    {
        var exception = Assert.Throws<ArgumentException>(
            () => Graph(_calibration, preprocessing: TinyCalibration.Preprocessing with { Mean = RgbValues.Half }));

        Assert.Contains("prepared otherwise", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_point_is_named()
    {
        var json = Encoding.UTF8.GetString(Save(_calibration)).Replace("\"blocks.1.1\"", "\"elsewhere\"", StringComparison.Ordinal);

        var exception = Assert.Throws<ArgumentException>(() => Graph(Calibration.Load(new MemoryStream(Encoding.UTF8.GetBytes(json)))));

        Assert.Contains("no range for blocks.1.1;", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Means_of_another_length_are_named()
    {
        var means = Convert.ToBase64String(ChannelMeans.Of(_calibration.Means("blocks.1.1")!));
        var json = Encoding.UTF8.GetString(Save(_calibration)).Replace($"\"{means}\"", "\"AACAPw==\"", StringComparison.Ordinal);

        var exception = Assert.Throws<ArgumentException>(() => Graph(Calibration.Load(new MemoryStream(Encoding.UTF8.GetBytes(json)))));

        Assert.Contains("1 channel means for blocks.1.1, expected 8", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bundled_one_is_of_the_bundled_weights()
    {
        using var stream = Lite0Weights.OpenCalibration();
        var calibration = Calibration.Load(stream);
        using var weights = SafetensorsFile.FromStream(Lite0Weights.Open(), Lite0Weights.FileName);
        var known = PretrainedConfiguration.All.Single(configuration => configuration.Id == Lite0Weights.Id);

        calibration.Verify(EfficientNetVariant.Parse(known.Variant).Expand(), weights, known.Preprocessing);

        Assert.Equal(128, calibration.Pictures);
    }

    private static byte[] Save(Calibration calibration)
    {
        using var stream = new MemoryStream();
        calibration.Save(stream);
        return stream.ToArray();
    }

    private static byte[] Graph(Calibration calibration, EfficientNetVariant? variant = null, ITensorSource? weights = null, Preprocessing? preprocessing = null)
    {
        variant ??= TinyNetwork.LiteVariant;
        var options = new OnnxGraphOptions { Calibration = calibration, Preprocessing = preprocessing };
        return OnnxGraph.Build(variant.Expand(TinyNetwork.Classes), weights ?? TinyNetwork.Weights(variant), options).ToArray();
    }
}
