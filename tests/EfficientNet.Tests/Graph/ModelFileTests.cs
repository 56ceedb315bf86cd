using EfficientNet.Architecture;
using EfficientNet.Graph;
using EfficientNet.Graph.Onnx;
using EfficientNet.Testing;
using Google.Protobuf;

namespace EfficientNet.Tests.Graph;

public class ModelFileTests
{
    [Fact]
    public void Its_bytes_are_a_message_that_is_written_again_as_the_same_bytes()
    {
        var network = TinyNetwork.Variant.Expand(7);
        var bytes = OnnxGraph.Build(network, TinyNetwork.Weights(network), new OnnxGraphOptions
        {
            Labels = ["a", "b", "c", "d", "e", "f", "g"],
            Outputs = [new(GraphOutputKind.Logits, "logits")],
        }).ToArray();

        var model = ModelProto.Parser.ParseFrom(bytes);

        Assert.Equal(bytes.Length, model.CalculateSize());
        Assert.Equal(model, ModelProto.Parser.ParseFrom(model.ToByteArray()));
        var tensors = network.Tensors.Where(tensor => tensor.Name.EndsWith(".weight", StringComparison.Ordinal) && tensor.Shape.Count > 1);
        Assert.All(tensors, tensor => Assert.Contains(model.Graph.Initializer, initializer =>
            initializer.Name == tensor.Name.Replace(".weight", "/weight", StringComparison.Ordinal)
            && initializer.Dims.SequenceEqual(tensor.Shape.Select(size => (long)size))
            && initializer.RawData.Length == tensor.Count * 4));
    }

    [Fact]
    public void A_model_beyond_two_gigabytes_is_refused_before_anything_is_read()
    {
        // 1.2 times as wide as L2, hence 1.4 times its size.
        var wide = EfficientNetVariant.Parse("L2") with { Name = "too_wide", WidthMultiplier = 5.2 };
        var network = wide.Expand();

        Assert.Contains(
            "too_wide",
            Assert.Throws<NotSupportedException>(() => OnnxGraph.Build(network, TinyNetwork.Weights(network), new OnnxGraphOptions())).Message);
    }
}
