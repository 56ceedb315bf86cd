using EfficientNet.Architecture;
using EfficientNet.Graph;
using EfficientNet.Inference;
using EfficientNet.Testing;
using EfficientNet.Tests.Weights.Namings;
using EfficientNet.Weights;

namespace EfficientNet.Tests.Weights;

public sealed class WeightsFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("B0", "torchvision.efficientnet_b0", TensorNaming.Torchvision)]
    [InlineData("B0", "efficientnet_pytorch.efficientnet-b0", TensorNaming.EfficientNetPyTorch)]
    [InlineData("efficientnetv2_s", "torchvision.efficientnet_v2_s", TensorNaming.Torchvision)]
    public void Any_names_give_the_same_graph(string name, string list, TensorNaming naming)
    {
        var variant = EfficientNetVariant.Parse(name);
        using var own = WeightsFile.From(new NamedTensors(NamedTensors.Rows(variant.Expand())), "own", variant);
        using var other = WeightsFile.From(new NamedTensors(NamedTensors.CommittedRows(list)), "other", variant);
        var options = new OnnxGraphOptions { Outputs = [new(GraphOutputKind.Pooled, "pooled"), new(GraphOutputKind.Logits, "logits")] };

        Assert.Equal(TensorNaming.Timm, own.Naming);
        Assert.Equal(naming, other.Naming);
        Assert.True(OnnxGraph.Build(own.Network, own, options).ToArray().AsSpan().SequenceEqual(OnnxGraph.Build(other.Network, other, options).ToArray()));
    }

    [Theory]
    [InlineData(TensorNaming.Timm)]
    [InlineData(TensorNaming.Torchvision)]
    [InlineData(TensorNaming.EfficientNetPyTorch)]
    public void A_PyTorch_file_gives_the_outputs_of_the_same_weights_in_memory(TensorNaming naming)
    {
        var network = TinyNetwork.Variant.Expand(5);
        File.WriteAllBytes(_path, Checkpoint(network, naming, legacy: naming == TensorNaming.EfficientNetPyTorch));
        var pixels = DeterministicTensors.Input(1, 3, 32, 32);
        var options = new EfficientNetSessionOptions { Outputs = [new(GraphOutputKind.Logits, "logits")] };

        using var file = WeightsFile.Open(_path, TinyNetwork.Variant);
        using var model = new EfficientNetSession(TinyNetwork.Variant, file, options);
        using var expected = new EfficientNetSession(TinyNetwork.Variant, TinyNetwork.Weights(network), options);

        Assert.Equal(naming, file.Naming);
        Assert.Equal(_path, file.Name);
        Assert.Equal(5, model.Network.Classes);
        Assert.Equal(expected.Run(pixels, 1, 32, 32)["logits"].Values, model.Run(pixels, 1, 32, 32)["logits"].Values);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(1000)]
    public void The_file_says_how_many_classes_there_are(int classes)
    {
        using var file = WeightsFile.From(TinyNetwork.Weights(classes: classes), "tiny", TinyNetwork.Variant);

        Assert.Equal(classes, file.Network.Classes);
        Assert.Equal(file.Network.Tensors.Select(tensor => tensor.Name).Order(), file.Tensors.Keys.Order());
        OnnxGraph.Build(file.Network, file);
    }

    [Fact]
    public void Counts_of_batches_are_left_out()
    {
        var rows = NamedTensors.Rows(TinyNetwork.Variant.Expand(2));

        using var file = WeightsFile.From(new NamedTensors([.. rows, ("bn1.num_batches_tracked", "bn1.num_batches_tracked", [])]), "tiny", TinyNetwork.Variant);

        Assert.DoesNotContain("bn1.num_batches_tracked", file.Tensors.Keys);
    }

    [Fact]
    public void A_safetensors_file_of_something_else_is_refused()
    {
        File.WriteAllBytes(_path, SafetensorsBytes.Of("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1));

        Assert.Contains("expected [8, 3, 3, 3], found none (a tensor it has and should not: 'a' [1])", Refused(TinyNetwork.Variant).Message);
    }

    [Fact]
    public void The_first_tensor_that_differs_is_named_in_the_nearest_naming()
    {
        var network = TinyNetwork.Variant.Expand(2);
        File.WriteAllBytes(_path, Checkpoint(network, TensorNaming.Torchvision));
        var other = TinyNetwork.Variant with { Name = "other", HeadChannels = 48 };

        var exception = Refused(other);

        Assert.Equal("features.6.0.weight", exception.Tensor);
        Assert.StartsWith($"{_path}: tensor 'features.6.0.weight': expected [48, 24, 1, 1], found [24, 24, 1, 1] and 5 more differences", exception.Message);
        Assert.Contains("nearest are torchvision's", exception.Message);
        Assert.Contains("weights of other", exception.Message);
    }

    [Fact]
    public void A_tensor_too_many_is_named()
    {
        var rows = NamedTensors.Rows(TinyNetwork.Variant.Expand(2));

        var exception = Assert.Throws<WeightFileException>(() => WeightsFile.From(new NamedTensors([.. rows, ("extra.weight", "extra.weight", [4])]), "tiny", TinyNetwork.Variant));

        Assert.StartsWith("tiny: tensor 'extra.weight': expected none, found [4]; ", exception.Message);
    }

    [Fact]
    public void A_tensor_too_few_is_named()
    {
        var rows = NamedTensors.Rows(TinyNetwork.Variant.Expand(2)).Where(row => row.Name != "classifier.bias");

        var exception = Assert.Throws<WeightFileException>(() => WeightsFile.From(new NamedTensors([.. rows]), "tiny", TinyNetwork.Variant));

        Assert.StartsWith("tiny: tensor 'classifier.bias': expected [2], found none; ", exception.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PK")]
    [InlineData("<!DOCTYPE html>")]
    [InlineData("version https://git-lfs.github.com/spec/v1")]
    public void A_file_of_another_kind_is_refused(string content)
    {
        File.WriteAllText(_path, content);

        Assert.StartsWith($"{_path}: ", Refused(TinyNetwork.Variant).Message);
    }

    [Fact]
    public void A_folder_is_refused() =>
        Assert.Contains("this is a folder", Assert.Throws<WeightFileException>(() => WeightsFile.Open(Path.GetTempPath(), TinyNetwork.Variant)).Message);

    [Fact]
    public void A_refused_file_is_let_go_of()
    {
        File.WriteAllBytes(_path, Checkpoint(TinyNetwork.Variant.Expand(2), TensorNaming.Timm));
        Refused(TinyNetwork.LiteVariant);

        using var alone = new FileStream(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    [Fact]
    public void An_unknown_name_and_a_closed_file_are_refused()
    {
        File.WriteAllBytes(_path, Checkpoint(TinyNetwork.Variant.Expand(2), TensorNaming.Torchvision));
        var file = WeightsFile.Open(_path, TinyNetwork.Variant);

        Assert.Equal("features.0.1.bias", Assert.Throws<WeightFileException>(() => file.Read("features.0.1.bias", new float[8])).Tensor);
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Read("bn1.bias", new float[8]));
    }

    private WeightFileException Refused(EfficientNetVariant variant) => Assert.Throws<WeightFileException>(() => WeightsFile.Open(_path, variant));

    private static byte[] Checkpoint(Network network, TensorNaming naming, bool legacy = false) =>
        PyTorchFiles.StateDictionary(network, TinyNetwork.Weights(network), naming, legacy);
}
