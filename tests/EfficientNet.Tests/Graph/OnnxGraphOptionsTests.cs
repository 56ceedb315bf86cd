using EfficientNet.Graph;
using EfficientNet.Imaging;
using EfficientNet.Testing;

namespace EfficientNet.Tests.Graph;

public class OnnxGraphOptionsTests
{
    [Fact]
    public void Everything_wrong_is_said_at_once()
    {
        var message = Problems(classes: 7, new OnnxGraphOptions
        {
            Preprocessing = new Preprocessing(),
            Outputs =
            [
                new(GraphOutputKind.Endpoint, "deep", 6),
                new(GraphOutputKind.Endpoint, "shallow"),
                new(GraphOutputKind.Pooled, "level", 2),
                new(GraphOutputKind.Pooled, "deep"),
                new(GraphOutputKind.Pooled, "size"),
                new(GraphOutputKind.Pooled, ""),
            ],
            Labels = ["only one"],
            BatchSize = 3,
            Height = -1,
        });

        Assert.All(
            [
                "tiny",
                "'deep' is of level 6, expected 1 to 5",
                "'shallow' is of level 0",
                "'level' is of level 2",
                "name twice",
                "'size' has the name of an input",
                "without a name",
                "Labels has 1 names, the network has 7 classes",
                "BatchSize is 3",
                "Height is -1",
                "Height and Width must be null with Preprocessing",
            ],
            part => Assert.Contains(part, message));
    }

    [Fact]
    public void A_graph_without_outputs_is_refused() =>
        Assert.Contains("Outputs is empty", Problems(7, new OnnxGraphOptions { Outputs = [] }));

    [Theory]
    [InlineData(GraphOutputKind.Logits)]
    [InlineData(GraphOutputKind.Probabilities)]
    [InlineData(GraphOutputKind.TopProbability)]
    [InlineData(GraphOutputKind.ClassActivations)]
    public void What_needs_a_classifier_is_refused_without_one(GraphOutputKind kind) =>
        Assert.Contains("no classifier", Problems(0, new OnnxGraphOptions { Outputs = [new(kind, "scores")] }));

    [Fact]
    public void A_head_must_take_the_networks_features_and_labels_are_of_its_classes() => Assert.EndsWith(
        "Head takes 25 features, the network has 24; Labels has 7 names, the head has 5 classes.",
        Problems(classes: 7, new OnnxGraphOptions { Head = TinyHead.Of(25, 5), Labels = ["a", "b", "c", "d", "e", "f", "g"] }));

    [Fact]
    public void A_label_is_refused_without_labels() =>
        Assert.Contains("Labels", Problems(7, new OnnxGraphOptions { Outputs = [new(GraphOutputKind.TopLabel, "label")] }));

    [Fact]
    public void Several_pictures_are_refused_in_one_row() =>
        Assert.Contains("BatchSize is 2", Problems(7, new OnnxGraphOptions { OneRow = true, BatchSize = 2 }));

    private static string Problems(int classes, OnnxGraphOptions options)
    {
        var network = TinyNetwork.Variant.Expand(classes);
        return Assert.Throws<ArgumentException>(() => OnnxGraph.Build(network, TinyNetwork.Weights(network), options)).Message;
    }
}
