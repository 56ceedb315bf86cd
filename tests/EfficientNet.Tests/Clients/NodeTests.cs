using System.Text.Json;
using EfficientNet.Architecture;
using EfficientNet.Graph;
using EfficientNet.Inference;
using EfficientNet.Labels;
using EfficientNet.Testing;
using EfficientNet.Tests.Graph;
using EfficientNet.Weights;
using EfficientNet.Weights.Lite0;

namespace EfficientNet.Tests.Clients;

/// <summary>Files that we save, in ONNX Runtime's build for Node.js.</summary>
public sealed class NodeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("efficientnet-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public void Endpoints_features_and_logits_of_normalized_pixels_are_ours()
    {
        var node = NodeRuntime.RequireOrSkip();
        GraphOutput[] outputs =
        [
            .. Enumerable.Range(1, 5).Select(level => new GraphOutput(GraphOutputKind.Endpoint, $"endpoint{level}", level)),
            new(GraphOutputKind.Pooled, "pooled"),
            new(GraphOutputKind.Logits, "logits"),
        ];
        var input = DeterministicTensors.Input(2, 3, 33, 47);
        foreach (var variant in TinyNetwork.Variants)
        {
            using var model = new EfficientNetSession(variant, TinyNetwork.Weights(variant), new EfficientNetSessionOptions { Outputs = outputs });

            var actual = Run(node, variant, TinyNetwork.Weights(variant), new OnnxGraphOptions { Outputs = outputs }, new() { ["input"] = new("float32", [2, 3, 33, 47], input) });

            AssertEqual(model.Run(input, 2, 33, 47), actual);
        }
    }

    [SkippableFact]
    public void Bundled_weights_with_preprocessing_inside_classify_a_picture_as_ours_do()
    {
        var node = NodeRuntime.RequireOrSkip();
        var variant = EfficientNetVariant.Parse("Lite0");
        var preprocessing = PretrainedConfiguration.Lite0.Preprocessing;
        using var weights = SafetensorsFile.FromStream(Lite0Weights.Open(), Lite0Weights.FileName);
        using var model = new EfficientNetSession(variant, weights, new EfficientNetSessionOptions
        {
            Preprocessing = preprocessing,
            Outputs = [new(GraphOutputKind.Probabilities, "probabilities")],
        });
        const int Height = 120, Width = 200;
        var rgb = Enumerable.Range(0, Height * Width * 3).Select(i => (byte)(i / 3 % Width * (i % 3 + 1))).ToArray();

        var actual = Run(
            node,
            variant,
            weights,
            new OnnxGraphOptions
            {
                Preprocessing = preprocessing,
                Labels = ImageNetLabels.ShortNames,
                License = PretrainedConfiguration.Lite0.License,
                Outputs = [new(GraphOutputKind.Probabilities, "probabilities"), new(GraphOutputKind.TopLabel, "label")],
            },
            new() { ["pixels"] = new("uint8", [1, rgb.Length], rgb.Select(value => (int)value)), ["size"] = new("int64", [3], new[] { Height, Width, 1 }) });

        var expected = model.Run(rgb, Height, Width);
        AssertEqual(expected, actual);
        var probabilities = expected["probabilities"].Values;
        Assert.Equal(ImageNetLabels.ShortNames[Array.IndexOf(probabilities, probabilities.Max())], actual["label"].GetProperty("values")[0].GetString());
    }

    private Dictionary<string, JsonElement> Run(NodeRuntime node, EfficientNetVariant variant, ITensorSource weights, OnnxGraphOptions options, Dictionary<string, Feed> feeds)
    {
        var (model, feedsFile) = (Path.Combine(_folder, "model.onnx"), Path.Combine(_folder, "feeds.json"));
        EfficientNetSession.SaveOnnx(model, variant, weights, options);
        File.WriteAllText(feedsFile, JsonSerializer.Serialize(feeds, JsonSerializerOptions.Web));

        using var answer = JsonDocument.Parse(node.Run("run-onnx.js", model, feedsFile));

        Assert.Equal(feeds.Keys, answer.RootElement.GetProperty("inputs").EnumerateArray().Select(name => name.GetString()));
        return answer.RootElement.GetProperty("outputs").EnumerateObject().ToDictionary(output => output.Name, output => output.Value.Clone());
    }

    private static void AssertEqual(IReadOnlyDictionary<string, ModelOutput> expected, Dictionary<string, JsonElement> actual)
    {
        foreach (var (name, output) in expected)
        {
            Assert.Equal(output.Shape, actual[name].GetProperty("dims").EnumerateArray().Select(size => size.GetInt32()));
            var values = actual[name].GetProperty("values").EnumerateArray().Select(value => value.GetSingle()).ToArray();
            Assert.Equal(output.Values.Length, values.Length);

            // Another version of ONNX Runtime, so not to the last bit.
            Assert.All(output.Values.Zip(values), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        }
    }

    private sealed record Feed(string Type, int[] Dims, object Values);
}
