using EfficientNet.Architecture;
using EfficientNet.Graph;
using EfficientNet.Graph.Onnx;
using EfficientNet.Inference;
using EfficientNet.Testing;
using EfficientNet.Tests.Inference;
using EfficientNet.Tests.Quantization;
using EfficientNet.Training;

namespace EfficientNet.Tests.Graph;

/// <summary>Graphs with a trained head, and class activation maps with and without one.</summary>
public class ClassifierHeadTests
{
    private const int Classes = 5;
    private const int Height = 65;
    private const int Width = 97;

    private static readonly GraphOutput[] _outputs =
    [
        new(GraphOutputKind.Pooled, "pooled"),
        new(GraphOutputKind.Logits, "logits"),
        new(GraphOutputKind.Probabilities, "probabilities"),
        new(GraphOutputKind.ClassActivations, "activations"),
    ];

    /// <summary>Every tiny network with the weights' own classifier, a linear head, and one with a hidden layer; in single precision and in int8.</summary>
    public static TheoryData<string, int?, bool> Networks
    {
        get
        {
            var data = new TheoryData<string, int?, bool>();
            foreach (var variant in TinyNetwork.Variants)
            {
                foreach (var isInt8 in new[] { false, true })
                {
                    data.Add(variant.Name, null, isInt8);
                    data.Add(variant.Name, 0, isInt8);
                    data.Add(variant.Name, 9, isInt8);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Activation_maps_are_the_logits_taken_apart(string name, int? hiddenUnits, bool isInt8)
    {
        const int Pictures = 3;
        using var model = Session(name, hiddenUnits, isInt8, _outputs);

        var outputs = model.Run(DeterministicTensors.Input(Pictures, 3, Height, Width), Pictures, Height, Width);

        Assert.Equal([Pictures, hiddenUnits is null ? TinyNetwork.Classes : Classes, 3, 4], outputs["activations"].Shape);
        double[] means = [.. outputs["activations"].Values.Chunk(3 * 4).Select(map => map.Average(value => (double)value))];
        AssertNear(means, outputs["logits"].Values);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Asking_for_activation_maps_changes_no_bit_of_the_rest(string name, int? hiddenUnits, bool isInt8)
    {
        using var with = Session(name, hiddenUnits, isInt8, _outputs);
        using var without = Session(name, hiddenUnits, isInt8, _outputs[..3]);
        var pixels = DeterministicTensors.Input(2, 3, Height, Width);

        var expected = without.Run(pixels, 2, Height, Width);
        var actual = with.Run(pixels, 2, Height, Width);

        Assert.Equal(["pooled", "logits", "probabilities"], expected.Keys);
        Assert.All(expected, pair => Assert.Equal(pair.Value.Values, actual[pair.Key].Values));
    }

    [Theory]
    [InlineData("tiny", 0)]
    [InlineData("tiny", 9)]
    [InlineData("tiny_lite", 0)]
    [InlineData("tiny_fused", 9)]
    public void Activation_maps_and_logits_are_those_of_the_naive_layers(string name, int hiddenUnits)
    {
        using var model = Session(name, hiddenUnits, isInt8: false, _outputs);
        var head = TinyHead.Of(model.Network.Features, Classes, hiddenUnits);
        var picture = DeterministicTensors.Input(1, 3, Height, Width);
        var maps = new NaiveNetwork(model.Network, TinyNetwork.Weights(model.Network)).FeatureMaps(picture, Height, Width);
        var positions = maps.Length / head.Features;
        double[] pooled = [.. maps.Chunk(positions).Select(map => map.Average())];
        bool[] active = [.. Affine(head.HiddenWeight, head.HiddenBias, pooled).Select(unit => unit > 0)];

        var outputs = model.Run(picture, 1, Height, Width);

        // Of a hidden layer some units must be active and some not, or nothing is seen of it.
        Assert.True(hiddenUnits == 0 || active.Distinct().Count() == 2);
        double[] logits = Logits(pooled);
        AssertNear(logits, outputs["logits"].Values);
        var sum = logits.Sum(Math.Exp);
        AssertNear([.. logits.Select(logit => Math.Exp(logit) / sum)], outputs["probabilities"].Values);
        for (var position = 0; position < positions; position++)
        {
            double[] features = [.. maps.Where((_, index) => index % positions == position)];
            AssertNear(Logits(features), [.. outputs["activations"].Values.Where((_, index) => index % positions == position)]);
        }

        double[] Logits(double[] features) => Affine(
            head.Weight,
            head.Bias,
            hiddenUnits == 0 ? features : [.. Affine(head.HiddenWeight, head.HiddenBias, features).Select((unit, index) => active[index] ? unit : 0)]);
    }

    [Fact]
    public void The_weights_need_no_classifier_with_a_head()
    {
        var weights = TinyNetwork.Weights(classes: 0);
        using var model = new EfficientNetSession(
            TinyNetwork.Variant, weights, new EfficientNetSessionOptions { Head = TinyHead.Of(24, Classes), Outputs = _outputs });
        using var other = Session("tiny", 0, isInt8: false, _outputs);
        var pixels = DeterministicTensors.Input(1, 3, Height, Width);

        Assert.Equal(0, model.Network.Classes);
        Assert.Equal(other.Run(pixels, 1, Height, Width)["logits"].Values, model.Run(pixels, 1, Height, Width)["logits"].Values);
    }

    [Fact]
    public void A_head_takes_the_place_of_the_classifier_in_the_file()
    {
        var network = TinyNetwork.Variant.Expand(TinyNetwork.Classes);
        var graph = OnnxGraph.Build(network, TinyNetwork.Weights(network), new OnnxGraphOptions { Head = TinyHead.Of(24, Classes), Outputs = _outputs });

        var model = ModelProto.Parser.ParseFrom(graph.ToArray());

        // One copy of the head's numbers for both of its uses, and none of the classifier's.
        Assert.Equal([Classes * 24, Classes], model.Graph.Initializer
            .Where(tensor => tensor.Name.StartsWith("classifier/", StringComparison.Ordinal))
            .Select(tensor => tensor.RawData.Length / sizeof(float)));
    }

    [Fact]
    public void In_one_row_a_missing_picture_has_no_activation_maps()
    {
        var network = TinyNetwork.Variant.Expand(TinyNetwork.Classes);
        using var graph = new LoadedGraph(OnnxGraph.Build(network, TinyNetwork.Weights(network), new OnnxGraphOptions
        {
            Head = TinyHead.Of(24, Classes, hiddenUnits: 4),
            Height = Height,
            Width = Width,
            OneRow = true,
            RowInput = RowInput.PreparedOrNone,
            Outputs = _outputs,
        }).ToArray(), "");
        var pixels = DeterministicTensors.Input(1, 3, Height, Width);

        var picture = Row(1);
        var nothing = Row(0);

        Assert.Equal([Classes, 3, 4], graph.Session.OutputMetadata["activations"].Dimensions);
        Assert.Equal([Classes, 3, 4], picture.Shape);
        Assert.All(picture.Numbers!, value => Assert.True(float.IsFinite(value)));
        Assert.All(nothing.Numbers!, value => Assert.True(float.IsNaN(value)));

        LoadedGraph.Value Row(long valid) =>
            graph.Run(new() { ["prepared"] = (pixels, [1, pixels.Length]), ["valid"] = (new[] { valid }, [1]) })["activations"];
    }

    [Fact]
    public void Labels_of_any_characters_come_out_as_they_went_in()
    {
        string[] labels = ["", " ", "a\tb\nc", "日本語", "\"quoted\", \\", "😀", "\0 nothing", "same", "same", new string('x', 100_000)];
        var network = TinyNetwork.Variant.Expand(0);
        for (var index = 0; index < labels.Length; index++)
        {
            var bias = new float[labels.Length];
            bias[index] = 1;
            using var graph = new LoadedGraph(OnnxGraph.Build(network, TinyNetwork.Weights(network), new OnnxGraphOptions
            {
                Head = new ClassificationHead(24, new float[24 * labels.Length], bias),
                Labels = labels,
                Outputs = [new(GraphOutputKind.TopLabel, "label")],
            }).ToArray(), "");

            var label = graph.Run(new() { ["input"] = (DeterministicTensors.Input(2, 3, 32, 32), [2, 3, 32, 32]) })["label"];

            Assert.Equal([labels[index], labels[index]], label.Texts!);
        }
    }

    private static EfficientNetSession Session(string name, int? hiddenUnits, bool isInt8, IReadOnlyList<GraphOutput> outputs)
    {
        var variant = TinyNetwork.Variants.Single(variant => variant.Name == name);
        return new EfficientNetSession(variant, TinyNetwork.Weights(variant), new EfficientNetSessionOptions
        {
            Head = hiddenUnits is { } units ? TinyHead.Of(variant.Expand(0).Features, Classes, units) : null,
            Calibration = isInt8 ? TinyCalibration.Of(variant) : null,
            Outputs = outputs,
            Threads = 1,
        });
    }

    private static double[] Affine(ReadOnlyMemory<float> weight, ReadOnlyMemory<float> bias, double[] input) =>
        [.. bias.ToArray().Select((start, row) => start + input.Select((value, column) => value * weight.Span[(row * input.Length) + column]).Sum())];

    private static void AssertNear(double[] expected, float[] actual)
    {
        var scale = expected.Max(Math.Abs);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-5 * scale));
    }
}
