using System.Collections.Concurrent;
using EfficientNet.Architecture;
using EfficientNet.Graph;
using EfficientNet.Graph.Onnx;
using EfficientNet.Inference;
using EfficientNet.Quantization;
using EfficientNet.Testing;
using EfficientNet.Weights;
using EfficientNet.Weights.Lite0;
using Microsoft.ML.OnnxRuntime;

namespace EfficientNet.Tests.Quantization;

public class Int8NetworkTests
{
    private static readonly ReadOnlyMemory<float> _picture = TinyCalibration.Pictures(4).Last();

    public static TheoryData<string, bool> Variants
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var variant in TinyNetwork.Variants)
            {
                data.Add(variant.Name, false);
                data.Add(variant.Name, true);
            }

            return data;
        }
    }

    /// <summary>
    /// On processors that add two products in 16 bits this is what goes wrong where weights are as large as bytes allow; with
    /// positive weights, and values that ReLU6 cuts off, sums are as large as they can be.
    /// </summary>
    [Theory]
    [MemberData(nameof(Variants))]
    public void Every_convolution_on_bytes_is_exact(string name, bool isPositive)
    {
        var variant = TinyNetwork.Variants.Single(variant => variant.Name == name);
        var weights = isPositive ? new PositiveTensors(TinyNetwork.Weights(variant)) : TinyNetwork.Weights(variant);

        var compared = CheckConvolutions(variant, weights, TinyCalibration.Of(variant, weights), _picture);

        Assert.Equal(name == "tiny_fused" ? 21 : 16, compared);
    }

    [Fact]
    public void Every_convolution_of_Lite0_on_bytes_is_exact()
    {
        using var weights = SafetensorsFile.FromStream(Lite0Weights.Open(), Lite0Weights.FileName);
        using var stream = Lite0Weights.OpenCalibration();
        var calibration = Calibration.Load(stream);
        var picture = DeterministicTensors.Input(1, 3, calibration.Preprocessing.Height, calibration.Preprocessing.Width).Select(value => value / 2).ToArray();

        var compared = CheckConvolutions(EfficientNetVariant.Parse(calibration.Variant), weights, calibration, picture);

        Assert.Equal(43, compared); // 49 with the stem and the first two blocks
    }

    [Fact]
    public void ONNX_Runtime_makes_integer_operations_of_all_layers_but_the_first()
    {
        var network = TinyNetwork.LiteVariant.Expand(TinyNetwork.Classes);
        var graph = OnnxGraph.Build(network, TinyNetwork.Weights(network), new OnnxGraphOptions
        {
            Calibration = TinyCalibration.Of(TinyNetwork.LiteVariant),
            BatchSize = 1,
            Height = TinyCalibration.Side,
            Width = TinyCalibration.Side,
        });

        var operations = Optimized(graph.ToArray());

        Assert.Equal(network.Blocks.Skip(2).Sum(block => block.Convolutions.Count) + 1, operations["QLinearConv"]);
        Assert.Equal(network.Blocks.Skip(2).Count(block => block.HasResidual), operations["QLinearAdd"]);
        Assert.Equal(6, operations.GetValueOrDefault("Conv") + operations.GetValueOrDefault("FusedConv"));
        Assert.False(operations.ContainsKey("Clip"));
        Assert.Equal(1, operations["QuantizeLinear"]);
        Assert.Equal(1, operations["DequantizeLinear"]);
    }

    [Fact]
    public void With_swish_and_squeeze_and_excitation_the_convolutions_are_integer_operations_too()
    {
        var network = TinyNetwork.Variant.Expand(TinyNetwork.Classes);
        var graph = OnnxGraph.Build(
            network, TinyNetwork.Weights(network), new OnnxGraphOptions { Calibration = TinyCalibration.Of(TinyNetwork.Variant), BatchSize = 1 });

        var operations = Optimized(graph.ToArray());

        Assert.Equal(network.Blocks.Skip(2).Sum(block => block.Convolutions.Count) + 1, operations["QLinearConv"]);
        Assert.Equal(network.Blocks.Skip(2).Count(block => block.HasResidual), operations["QLinearAdd"]);
    }

    [Theory]
    [InlineData("tiny", 20)]
    [InlineData("tiny_lite", 20)]
    [InlineData("tiny_fused", 20)]
    public void Features_are_close_to_those_of_single_precision(string name, double decibels)
    {
        var variant = TinyNetwork.Variants.Single(variant => variant.Name == name);
        var weights = TinyNetwork.Weights(variant);
        using var exact = new EfficientNetSession(variant, weights);
        using var bytes = new EfficientNetSession(variant, weights, new EfficientNetSessionOptions { Calibration = TinyCalibration.Of(variant) });

        var noise = new NoiseMeter();
        foreach (var picture in TinyCalibration.Pictures(6))
        {
            var (right, found) = (Run(exact, picture), Run(bytes, picture));
            for (var i = 0; i < right.Length; i++)
            {
                noise.Add(right[i], found[i]);
            }
        }

        Assert.InRange(noise.Decibels, decibels, 100);
    }

    [Fact]
    public void Any_output_of_any_size_comes_out_of_an_int8_graph()
    {
        using var session = new EfficientNetSession(TinyNetwork.Variant, TinyNetwork.Weights(), new EfficientNetSessionOptions
        {
            Calibration = TinyCalibration.Of(TinyNetwork.Variant),
            Outputs =
            [
                .. Enumerable.Range(1, 5).Select(level => new GraphOutput(GraphOutputKind.Endpoint, $"endpoint{level}", level)),
                new(GraphOutputKind.Pooled, "pooled"),
                new(GraphOutputKind.Probabilities, "scores"),
            ],
        });

        var outputs = session.Run(DeterministicTensors.Input(2, 3, 33, 47), 2, 33, 47);

        Assert.Equal([2, 24], outputs["pooled"].Shape);
        Assert.Equal(TinyNetwork.Variant.Expand().EndpointShapes(33, 47).Select(shape => shape.Channels), Enumerable.Range(1, 5).Select(level => outputs[$"endpoint{level}"].Shape[1]));
        Assert.All(outputs.Values, output => Assert.All(output.Values, value => Assert.True(float.IsFinite(value))));
        Assert.All(outputs["scores"].Values.Chunk(TinyNetwork.Classes), scores => Assert.Equal(1, scores.Sum(), 1e-4));
    }

    [Fact]
    public void A_saved_graph_is_a_quarter_as_large_and_gives_the_sessions_numbers()
    {
        using var weights = SafetensorsFile.FromStream(Lite0Weights.Open(), Lite0Weights.FileName);
        using var stream = Lite0Weights.OpenCalibration();
        var calibration = Calibration.Load(stream);
        var variant = EfficientNetVariant.Parse(calibration.Variant);
        var graph = OnnxGraph.Build(variant.Expand(), weights, new OnnxGraphOptions { Calibration = calibration });
        var pixels = DeterministicTensors.Input(1, 3, 64, 64);

        using var session = new EfficientNetSession(variant, weights, new EfficientNetSessionOptions { Calibration = calibration });
        using var loaded = new EfficientNet.Tests.Graph.LoadedGraph(graph.ToArray(), "int8");

        Assert.InRange(graph.Size / (double)OnnxGraph.Build(variant.Expand(), weights).Size, 0.2, 0.3);
        Assert.Equal(
            session.Run(pixels, 1, 64, 64)["pooled"].Values,
            loaded.Run(new() { ["input"] = (pixels, [1, 3, 64, 64]) })["pooled"].Numbers!);
    }

    private static int CheckConvolutions(EfficientNetVariant variant, ITensorSource weights, Calibration calibration, ReadOnlyMemory<float> picture)
    {
        var (height, width) = (calibration.Preprocessing.Height, calibration.Preprocessing.Width);
        var network = variant.Expand(WeightsCheck.CountClasses(weights));
        using var watched = new WatchedNetwork(network, weights, height, width, calibration);
        using var plain = new EfficientNetSession(variant, weights, new EfficientNetSessionOptions { Calibration = calibration });
        var values = new ConcurrentDictionary<string, float[]>();
        watched.Run(picture, (point, numbers, _) => values[point] = numbers.ToArray());

        // What is looked at is what runs otherwise.
        Assert.Equal(plain.Run(picture, 1, height, width)["pooled"].Values, values[WatchedNetwork.Pooled]);
        foreach (var convolution in watched.Convolutions)
        {
            var name = convolution.Layer.Name;
            var point = values.ContainsKey($"{name}.linear") ? $"{name}.linear" : name;
            var (input, output) = (ByteScale.Of(calibration.Ranges[convolution.Input]), ByteScale.Of(calibration.Ranges[point]));
            var expected = NaiveByteConvolution.Run(convolution, variant.Padding, Bytes(values[convolution.Input], input), input, output);
            Assert.True(expected.AsSpan().SequenceEqual(Bytes(values[point], output)), $"{point} differs from exact sums.");
        }

        return watched.Convolutions.Count;
    }

    private static byte[] Bytes(float[] values, ByteScale scale) =>
        [.. values.Select(value => (byte)(MathF.Round(value / scale.Scale) + scale.ZeroPoint))];

    private static float[] Run(EfficientNetSession session, ReadOnlyMemory<float> picture) =>
        session.Run(picture, 1, TinyCalibration.Side, TinyCalibration.Side)["pooled"].Values;

    /// <summary>The operations that ONNX Runtime's optimizers leave, counted.</summary>
    private static Dictionary<string, int> Optimized(byte[] model)
    {
        var file = Path.GetTempFileName();
        try
        {
            // No further than this, as more is only for the machine at hand and cannot be saved without a warning.
            using (var options = new SessionOptions
            {
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
                OptimizedModelFilePath = file,
            })
            {
                new InferenceSession(model, options).Dispose();
            }

            return ModelProto.Parser.ParseFrom(File.ReadAllBytes(file)).Graph.Node.CountBy(node => node.OpType).ToDictionary();
        }
        finally
        {
            File.Delete(file);
        }
    }
}
