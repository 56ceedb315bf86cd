using EfficientNet.Architecture;
using EfficientNet.Testing;

namespace EfficientNet.Tests.Architecture;

public class NetworkTests
{
    public static TheoryData<string> Names => [.. Golden.Names];

    [Fact]
    public void There_are_goldens_for_both_paddings_of_every_family() =>
        Assert.Equal(
            ["efficientnet_b", "efficientnet_l", "tf_efficientnet_b", "tf_efficientnet_l"],
            Golden.Names.Select(name => name[..(name.IndexOf("net_", StringComparison.Ordinal) + 5)]).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Tensors_are_those_of_the_approved_listing(string name)
    {
        var expected = Golden.Load(name).Tensors.Select(tensor => $"{tensor.Key} [{string.Join(", ", tensor.Value)}]");

        var tensors = EfficientNetVariant.Parse(name).Expand().Tensors;

        Assert.Equal(expected, tensors.Select(tensor => $"{tensor.Name} [{string.Join(", ", tensor.Shape)}]"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Counts_are_those_of_the_approved_listing(string name)
    {
        var golden = Golden.Load(name);

        var variant = EfficientNetVariant.Parse(name);
        var network = variant.Expand();

        Assert.Equal(golden.NativeSize, variant.Resolution);
        Assert.Equal(golden.Parameters, network.ParameterCount);
        Assert.Equal(golden.MultiplyAdds, network.MultiplyAdds(variant.Resolution, variant.Resolution));
        Assert.Equal(golden.Features, network.Features);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Endpoint_shapes_are_those_of_the_approved_listing(string name)
    {
        var network = EfficientNetVariant.Parse(name).Expand();

        foreach (var expected in Golden.Load(name).Cases)
        {
            Assert.Equal(
                expected.Endpoints.Select(endpoint => new FeatureMapShape(endpoint.Shape[1], endpoint.Shape[2], endpoint.Shape[3])),
                network.EndpointShapes(expected.Input[2], expected.Input[3]));
        }
    }

    [Fact]
    public void Published_parameter_counts_of_the_paper()
    {
        // arXiv 1905.11946, table 2, in millions.
        double[] published = [5.3, 7.8, 9.2, 12, 19, 30, 43, 66];

        var counted = Enumerable.Range(0, 8).Select(i => EfficientNetVariant.Parse($"B{i}").Expand().ParameterCount / 1e6);

        Assert.All(counted.Zip(published), pair => Assert.InRange(pair.First, pair.Second * 0.97, pair.Second * 1.03));
    }

    [Fact]
    public void A_network_without_classifier_has_its_tensors_left_out()
    {
        var variant = EfficientNetVariant.Parse("B0");

        var whole = variant.Expand();
        var headless = variant.Expand(classes: 0);

        Assert.Equal(["classifier.weight", "classifier.bias"], whole.Tensors.Skip(headless.Tensors.Count).Select(tensor => tensor.Name));
        Assert.Equal(1280 * 1000 + 1000, whole.ParameterCount - headless.ParameterCount);
        Assert.Equal(1280 * 1000, whole.MultiplyAdds(224, 224) - headless.MultiplyAdds(224, 224));
        Assert.Equal([10, 1280], variant.Expand(10).Tensors[^2].Shape);
    }

    [Fact]
    public void Sizes_round_up_at_every_halving() =>
        Assert.Equal(
            [new(16, 1, 50), new(24, 1, 25), new(40, 1, 13), new(112, 1, 7), new(320, 1, 4)],
            EfficientNetVariant.Parse("B0").Expand().EndpointShapes(1, 99));

    [Fact]
    public void A_stage_that_halves_first_makes_the_stem_an_endpoint()
    {
        var variant = EfficientNetVariant.Parse("Lite0") with
        {
            Name = "own",
            Stages = [new(BlockKind.MBConv, 2, 3, 2, 4, 24, 0.25)],
        };

        var network = variant.Expand(5);

        Assert.Equal([new(32, 16, 16), new(24, 8, 8)], network.EndpointShapes(32, 32));
        Assert.Equal(
            [
                new NetworkBlock("blocks.0.0", BlockKind.MBConv, 32, 128, 24, 3, 2, 8, HasResidual: false),
                new NetworkBlock("blocks.0.1", BlockKind.MBConv, 24, 96, 24, 3, 1, 6, HasResidual: true),
            ],
            network.Blocks);
    }

    [Fact]
    public void Everything_wrong_with_a_design_is_said_at_once()
    {
        var variant = EfficientNetVariant.Parse("B0") with
        {
            WidthMultiplier = 0,
            BatchNormEpsilon = double.NaN,
            Stages = [new(BlockKind.DepthwiseSeparable, 0, 4, 3, 6, 16, 2)],
        };

        var message = Assert.Throws<ArgumentException>(() => variant.Expand(-1)).Message;

        Assert.Contains("tf_efficientnet_b0", message);
        Assert.All(
            ["classes", "WidthMultiplier", "BatchNormEpsilon", "Repeats", "KernelSize", "Stride", "ExpansionRatio", "SqueezeRatioOfBlockInput"],
            part => Assert.Contains(part, message));
    }

    [Theory]
    [InlineData(0, 224)]
    [InlineData(224, -1)]
    public void An_input_without_pixels_is_refused(int height, int width)
    {
        var network = EfficientNetVariant.Parse("Lite0").Expand();

        Assert.Throws<ArgumentOutOfRangeException>(() => network.MultiplyAdds(height, width));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.EndpointShapes(height, width));
    }
}
