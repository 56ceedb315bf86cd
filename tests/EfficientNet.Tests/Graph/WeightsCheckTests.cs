using EfficientNet.Graph;
using EfficientNet.Testing;

namespace EfficientNet.Tests.Graph;

public class WeightsCheckTests
{
    private static readonly (string Name, IReadOnlyList<int> Shape)[] _right =
        [.. TinyNetwork.Variant.Expand(7).Tensors.Select(tensor => (tensor.Name, tensor.Shape))];

    [Fact]
    public void A_missing_tensor_is_named_with_its_shape() =>
        Assert.Contains("Missing: bn2.running_var [24].", Problems(_right.Where(tensor => tensor.Name != "bn2.running_var")));

    [Fact]
    public void A_misshapen_tensor_is_named_with_both_shapes() =>
        Assert.Contains(
            "Of another shape: conv_stem.weight (expected [8, 3, 3, 3], found [8, 1, 3, 3]).",
            Problems(_right.Select(tensor => tensor.Name == "conv_stem.weight" ? (tensor.Name, [8, 1, 3, 3]) : tensor)));

    [Fact]
    public void Another_number_of_classes_is_another_shape() =>
        Assert.Contains("classifier.weight (expected [7, 24], found [5, 24])", Problems(TinyNetwork.Variant.Expand(5).Tensors.Select(tensor => (tensor.Name, tensor.Shape))));

    [Theory]
    [InlineData("extra.weight")]
    [InlineData("bn1.num_batches")]
    [InlineData("num_batches_tracked")]
    public void An_unexpected_tensor_is_named(string name) =>
        Assert.Contains($"Unexpected: {name} [1].", Problems([.. _right, (name, [1])]));

    [Fact]
    public void Counters_of_batches_may_be_there() =>
        OnnxGraph.Build(TinyNetwork.Variant.Expand(7), new DeterministicTensors([.. _right, ("bn1.num_batches_tracked", [])]));

    [Fact]
    public void Everything_is_said_at_once_and_long_lists_are_cut()
    {
        var message = Problems([("conv_stem.weight", [1]), ("other", [2])]);

        Assert.StartsWith("These are not weights of tiny with 7 classes.", message);
        Assert.Contains("Missing: bn1.weight [8], ", message);
        Assert.Contains($" and {_right.Length - 11} more.", message);
        Assert.Contains("Of another shape: conv_stem.weight", message);
        Assert.Contains("Unexpected: other [2].", message);
    }

    private static string Problems(IEnumerable<(string, IReadOnlyList<int>)> tensors) =>
        Assert.Throws<InvalidDataException>(() => OnnxGraph.Build(TinyNetwork.Variant.Expand(7), new DeterministicTensors(tensors))).Message;
}
