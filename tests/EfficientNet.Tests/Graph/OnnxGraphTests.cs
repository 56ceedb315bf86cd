using EfficientNet.Architecture;
using EfficientNet.Graph;
using EfficientNet.Graph.Onnx;
using EfficientNet.Imaging;
using EfficientNet.Testing;
using EfficientNet.Weights;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace EfficientNet.Tests.Graph;

public class OnnxGraphTests
{
    private static readonly string[] _labels = ["zero", "one", "two", "a, b; \"c\"", "Käfer", "two", ""];

    private static readonly Preprocessing _preprocessing = new() { Height = 40, Width = 40, CropFraction = 0.8 };

    public static TheoryData<string> Variants => [.. TinyNetwork.Variants.Select(variant => variant.Name)];

    private static OnnxGraphOptions Everything(Preprocessing? preprocessing = null, bool oneRow = false, int? height = null) => new()
    {
        Preprocessing = preprocessing,
        OneRow = oneRow,
        Height = height,
        Width = height,
        BatchSize = height is null || oneRow ? null : 2,
        Labels = _labels,
        Outputs =
        [
            new(GraphOutputKind.Input, "normalized"),
            .. Enumerable.Range(1, 5).Select(level => new GraphOutput(GraphOutputKind.Endpoint, $"endpoint{level}", level)),
            new(GraphOutputKind.Pooled, "pooled"),
            new(GraphOutputKind.Logits, "logits"),
            new(GraphOutputKind.Probabilities, "scores"),
            new(GraphOutputKind.TopLabel, "label"),
            new(GraphOutputKind.TopProbability, "probability"),
            new(GraphOutputKind.ClassActivations, "activations"),
        ],
    };

    [Theory]
    [InlineData(2, 33, 47, false)]
    [InlineData(1, 33, 47, true)]
    [InlineData(3, 1, 1, false)]
    [InlineData(1, 32, 224, true)]
    public void Outputs_have_the_sizes_that_the_plan_says(int pictures, int height, int width, bool oneRow)
    {
        var network = TinyNetwork.Variant.Expand(TinyNetwork.Classes);
        using var graph = Load(OnnxGraph.Build(network, TinyNetwork.Weights(network), Everything(oneRow: oneRow)));

        var values = graph.Run(new() { ["input"] = (DeterministicTensors.Input(pictures, 3, height, width), [pictures, 3, height, width]) });

        long[] first = oneRow ? [] : [pictures];
        Assert.Equal([.. first, 3, height, width], values["normalized"].Shape);
        var maps = network.EndpointShapes(height, width);
        for (var level = 1; level <= 5; level++)
        {
            var shape = maps[level - 1];
            Assert.Equal([.. first, shape.Channels, shape.Height, shape.Width], values[$"endpoint{level}"].Shape);
        }

        Assert.Equal([.. first, 24], values["pooled"].Shape);
        Assert.Equal([.. first, 7], values["logits"].Shape);
        Assert.Equal([.. first, 7], values["scores"].Shape);
        Assert.Equal([pictures], values["label"].Shape);
        Assert.Equal([pictures], values["probability"].Shape);
        Assert.Equal([.. first, 7, maps[^1].Height, maps[^1].Width], values["activations"].Shape);
        Assert.All(values.Values.Where(value => value.Numbers is not null), value => Assert.All(value.Numbers!, number => Assert.True(float.IsFinite(number))));
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(false, 33)]
    [InlineData(true, 33)]
    public void Declared_shapes_are_those_of_the_values(bool oneRow, int? size)
    {
        var network = TinyNetwork.Variant.Expand(TinyNetwork.Classes);
        using var graph = Load(OnnxGraph.Build(network, TinyNetwork.Weights(network), Everything(oneRow: oneRow, height: size)));
        var pictures = oneRow ? 1 : 2;

        var values = graph.Run(new() { ["input"] = (DeterministicTensors.Input(pictures, 3, 33, 33), [pictures, 3, 33, 33]) });

        Assert.Equal(size is null ? [oneRow ? 1 : -1, 3, -1, -1] : [pictures, 3, 33, 33], graph.Session.InputMetadata["input"].Dimensions);
        foreach (var (name, declared) in graph.Session.OutputMetadata)
        {
            Assert.Equal(values[name].Shape.Length, declared.Dimensions.Length);
            Assert.All(values[name].Shape.Zip(declared.Dimensions), pair => Assert.True(pair.Second == pair.First || (pair.Second == -1 && size is null)));
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Fixed_sizes_give_the_numbers_of_free_ones(string name)
    {
        var network = TinyNetwork.Variants.Single(variant => variant.Name == name).Expand(TinyNetwork.Classes);
        var weights = TinyNetwork.Weights(network);
        var input = new Dictionary<string, (Array, long[])> { ["input"] = (DeterministicTensors.Input(2, 3, 33, 33), [2, 3, 33, 33]) };
        using var free = Load(OnnxGraph.Build(network, weights, Everything()));
        using var fixedSize = Load(OnnxGraph.Build(network, weights, Everything(height: 33)));

        var expected = free.Run(input);
        var actual = fixedSize.Run(input);

        // Not bit for bit: with sizes it knows ONNX Runtime fuses more, and rounds elsewhere.
        Assert.Equal(expected.Keys, actual.Keys);
        Assert.Equal(expected["label"].Texts!, actual["label"].Texts!);
        expected.Remove("label");
        Assert.All(expected, pair => Assert.All(
            pair.Value.Numbers!.Zip(actual[pair.Key].Numbers!), numbers => Assert.Equal(numbers.First, numbers.Second, 1e-5f)));
    }

    [Fact]
    public void Probabilities_and_the_top_class_follow_from_the_logits()
    {
        var network = TinyNetwork.Variant.Expand(TinyNetwork.Classes);
        using var graph = Load(OnnxGraph.Build(network, TinyNetwork.Weights(network), Everything()));

        var values = graph.Run(new() { ["input"] = (DeterministicTensors.Input(3, 3, 40, 40), [3, 3, 40, 40]) });

        for (var picture = 0; picture < 3; picture++)
        {
            var logits = values["logits"].Numbers![(picture * 7)..((picture + 1) * 7)];
            var sum = logits.Sum(logit => Math.Exp(logit));
            var expected = logits.Select(logit => Math.Exp(logit) / sum).ToArray();
            var scores = values["scores"].Numbers![(picture * 7)..((picture + 1) * 7)];
            Assert.All(expected.Zip(scores), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
            Assert.Equal(scores.Max(), values["probability"].Numbers![picture]);
            Assert.Equal(_labels[Array.IndexOf(logits, logits.Max())], values["label"].Texts![picture]);
        }
    }

    [Fact]
    public void A_row_without_a_picture_comes_out_as_no_numbers()
    {
        var network = TinyNetwork.Variant.Expand(TinyNetwork.Classes);
        using var graph = Load(OnnxGraph.Build(network, TinyNetwork.Weights(network), Everything(_preprocessing, oneRow: true)));

        var values = graph.Run(Picture(new byte[3], 1, 1, isValid: false));

        Assert.Equal([3, 40, 40], values["normalized"].Shape);
        Assert.Equal([""], values["label"].Texts!);
        values.Remove("label");
        Assert.All(values.Values, value => Assert.All(value.Numbers!, number => Assert.True(float.IsNaN(number))));
    }

    [Fact]
    public void A_row_with_a_picture_is_bit_for_bit_what_the_network_says_of_the_prepared_picture()
    {
        var network = TinyNetwork.Variant.Expand(TinyNetwork.Classes);
        var weights = TinyNetwork.Weights(network);
        var rgb = Enumerable.Range(0, 51 * 67 * 3).Select(i => (byte)(i * 7919 >> 3)).ToArray();
        using var preprocessing = Load(OnnxGraph.BuildPreprocessing(_preprocessing, "prepared"));
        using var alone = Load(OnnxGraph.Build(network, weights, Everything()));
        using var whole = Load(OnnxGraph.Build(network, weights, Everything(_preprocessing, oneRow: true)));

        var prepared = preprocessing.Run(Picture(rgb, 51, 67));
        var expected = alone.Run(new() { ["input"] = (prepared["prepared"].Numbers!, prepared["prepared"].Shape) });
        var actual = whole.Run(Picture(rgb, 51, 67));

        Assert.Equal([1, 3, 40, 40], prepared["prepared"].Shape);
        Assert.Equal(expected.Keys, actual.Keys);
        Assert.All(expected, pair => Assert.Equal(pair.Value.Numbers, actual[pair.Key].Numbers));
        Assert.Equal(expected["label"].Texts, actual["label"].Texts);
    }

    [Fact]
    public void Preprocessing_alone_in_one_row_leaves_the_first_dimension_out()
    {
        using var graph = Load(OnnxGraph.BuildPreprocessing(_preprocessing, "prepared", oneRow: true));

        Assert.Equal([3, 40, 40], graph.Run(Picture(new byte[30 * 20 * 3], 30, 20))["prepared"].Shape);
        Assert.All(graph.Run(Picture(new byte[3], 1, 1, isValid: false))["prepared"].Numbers!, number => Assert.True(float.IsNaN(number)));
        Assert.Equal([3, 40, 40], graph.Session.OutputMetadata["prepared"].Dimensions);
        Assert.Throws<ArgumentException>(() => OnnxGraph.BuildPreprocessing(_preprocessing, "size"));
    }

    [Fact]
    public void Labels_become_the_node_that_ML_NET_reads_slot_names_from()
    {
        var network = TinyNetwork.Variant.Expand(TinyNetwork.Classes);

        var model = OnnxGraph.Build(network, TinyNetwork.Weights(network), Everything()).Model;

        var nodes = model.Graph.Node.Where(node => node.Name.StartsWith("mlnet.", StringComparison.Ordinal)).ToList();
        Assert.Equal(["mlnet.logits.SlotNames", "mlnet.scores.SlotNames"], nodes.Select(node => node.Name));
        Assert.All(nodes, node => Assert.Equal(
            _labels, node.Attribute.Single(attribute => attribute.Name == "keys_strings").Strings.Select(label => label.ToStringUtf8())));
        Assert.Equal(["", "ai.onnx.ml"], model.OpsetImport.Select(set => set.Domain));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Loading_and_running_logs_nothing(bool withPreprocessing, bool oneRow)
    {
        var logId = $"quiet {withPreprocessing}";
        var network = TinyNetwork.Variant.Expand(TinyNetwork.Classes);
        using var graph = Load(OnnxGraph.Build(network, TinyNetwork.Weights(network), Everything(withPreprocessing ? _preprocessing : null, oneRow)), logId);

        graph.Run(withPreprocessing
            ? Picture(new byte[50 * 60 * 3], 50, 60)
            : new() { ["input"] = (DeterministicTensors.Input(1, 3, 50, 60), [1, 3, 50, 60]) });

        Assert.Empty(OnnxRuntimeLog.Messages(logId));
    }

    [Fact]
    public void The_log_is_really_read()
    {
        // An initializer that nothing uses is what ONNX Runtime warns of.
        var network = TinyNetwork.LiteVariant.Expand(0);
        var model = ModelProto.Parser.ParseFrom(OnnxGraph.Build(network, TinyNetwork.Weights(network)).ToArray());
        var unused = model.Graph.Initializer[0].Clone();
        unused.Name = "nobody uses this";
        model.Graph.Initializer.Add(unused);

        using var loaded = new LoadedGraph(model.ToByteArray(), "loud");

        Assert.Contains(OnnxRuntimeLog.Messages("loud"), message => message.Contains(unused.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void A_built_graph_does_not_need_the_weights_any_more()
    {
        var network = TinyNetwork.Variant.Expand(7);
        var weights = new ClosableTensors(TinyNetwork.Weights(network));
        var built = OnnxGraph.Build(network, weights);
        var described = OnnxGraph.Describe(network, weights);
        var bytes = described.ToArray();

        weights.IsClosed = true;

        Assert.Equal(bytes, built.ToArray());
        Assert.Throws<ObjectDisposedException>(described.ToArray);
    }

    [Fact]
    public void Layers_that_no_output_needs_are_left_out()
    {
        var network = TinyNetwork.LiteVariant.Expand(TinyNetwork.Classes);

        var first = Operations(new GraphOutput(GraphOutputKind.Endpoint, "maps", 1));
        var last = Operations(new GraphOutput(GraphOutputKind.Endpoint, "maps", 5));
        var pooled = Operations(new GraphOutput(GraphOutputKind.Pooled, "features"));
        var input = Operations(new GraphOutput(GraphOutputKind.Input, "pixels_again"));

        Assert.Equal(3, first.Count(operation => operation == "Conv"));
        Assert.Equal(21, last.Count(operation => operation == "Conv"));
        Assert.Equal(22, pooled.Count(operation => operation == "Conv"));
        Assert.DoesNotContain("Gemm", pooled);
        Assert.Equal(["Identity"], input);

        List<string> Operations(GraphOutput output) =>
            [.. OnnxGraph.Build(network, TinyNetwork.Weights(network), new OnnxGraphOptions { Outputs = [output] }).Model.Graph.Node.Select(node => node.OpType)];
    }

    [Fact]
    public void Padding_stands_in_the_convolutions()
    {
        var network = EfficientNetVariant.Parse("Lite0").Expand(0);
        var nodes = OnnxGraph.Build(network, TinyNetwork.Weights(network)).Model.Graph.Node;

        Assert.DoesNotContain(nodes, node => node.OpType == "Pad");
        Assert.Equal(5, nodes.Count(node => node.Attribute.Any(attribute => attribute.Name == "auto_pad" && attribute.S.ToStringUtf8() == "SAME_UPPER")));
    }

    [Fact]
    public void A_file_says_what_it_is()
    {
        var network = TinyNetwork.Variant.Expand(0);
        var graph = OnnxGraph.Build(network, TinyNetwork.Weights(network));
        using var stream = new MemoryStream();

        graph.WriteTo(stream);

        Assert.Equal(graph.ToArray(), stream.ToArray());
        Assert.Equal(graph.Size, stream.Length);
        using var session = new InferenceSession(stream.ToArray());
        Assert.Equal("tiny", session.ModelMetadata.CustomMetadataMap["efficientnet.variant"]);
        Assert.Equal("EfficientNet.MLNet", session.ModelMetadata.ProducerName);
        Assert.Equal(18, graph.Model.OpsetImport.Single().Version);
    }

    private static LoadedGraph Load(OnnxGraph graph, string logId = "") => new(graph.ToArray(), logId);

    private static Dictionary<string, (Array, long[])> Picture(byte[] rgb, int height, int width, bool isValid = true) => new()
    {
        ["pixels"] = (rgb, [1, rgb.Length]),
        ["size"] = (new long[] { height, width, isValid ? 1 : 0 }, [3]),
    };

    private sealed class ClosableTensors(ITensorSource tensors) : ITensorSource
    {
        public bool IsClosed { get; set; }

        public IReadOnlyDictionary<string, TensorInfo> Tensors => tensors.Tensors;

        public void Read(string name, Span<float> destination)
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            tensors.Read(name, destination);
        }
    }
}
