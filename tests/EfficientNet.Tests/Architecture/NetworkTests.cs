using EfficientNet.Architecture;
using EfficientNet.Testing;

namespace EfficientNet.Tests.Architecture;

public class NetworkTests
{
    public static TheoryData<string> Names => [.. Golden.Names];

    [Fact]
    public void There_are_goldens_for_nearly_every_variant() =>
        Assert.Equal(
            [
                "efficientnet_b3", "efficientnet_lite2", "efficientnetv2_m", "efficientnetv2_rw_s",
                "tf_efficientnet_b6", "tf_efficientnet_em", "tf_efficientnet_lite3", "tf_efficientnetv2_b1",
            ],
            EfficientNetVariant.All.Select(variant => variant.Name).Except(Golden.Names).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Tensors_are_those_of_timm(string name)
    {
        var expected = Golden.Load(name).Tensors.Select(tensor => $"{tensor.Key} [{string.Join(", ", tensor.Value)}]");

        var tensors = EfficientNetVariant.Parse(name).Expand().Tensors;

        Assert.Equal(expected, tensors.Select(tensor => $"{tensor.Name} [{string.Join(", ", tensor.Shape)}]"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Counts_are_those_of_timm(string name)
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
    public void Endpoint_shapes_are_those_of_timm(string name)
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

    [Theory]
    [InlineData("V2-S", 22)]
    [InlineData("V2-M", 54)]
    [InlineData("V2-L", 120)]
    [InlineData("V2-XL", 208)]
    public void Published_parameter_counts_of_the_second_paper(string name, double millions) =>
        // arXiv 2104.00298, table 7.
        Assert.InRange(EfficientNetVariant.Parse(name).Expand().ParameterCount / 1e6, millions * 0.97, millions * 1.03);

    [Theory]
    [InlineData("tf_efficientnetv2_b1", 8.14)]
    [InlineData("efficientnetv2_rw_s", 23.94)]
    [InlineData("tf_efficientnet_em", 6.90)]
    [InlineData("tf_efficientnet_lite3", 8.20)]
    [InlineData("tf_efficientnet_b6", 43.04)]
    public void Parameter_counts_of_networks_without_goldens_are_those_timm_publishes(string name, double millions) =>
        // timm's table of ImageNet results, in millions.
        Assert.Equal(millions, EfficientNetVariant.Parse(name).Expand().ParameterCount / 1e6, 2);

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
    public void Stages_of_full_convolutions_are_expanded_by_their_own_rules()
    {
        var variant = EfficientNetVariant.Parse("EdgeTPU-S") with
        {
            Name = "own",
            StemChannels = 16,
            Stages =
            [
                new(BlockKind.Convolution, 2, 3, 1, 1, 16, 0) { DepthMultiplier = 1.5 },
                new(BlockKind.FusedMBConv, 2, 5, 2, 4, 24, 0.25) { ExpansionBaseChannels = 8, AllowsResidual = false },
            ],
        };

        var network = variant.Expand(5);

        Assert.Equal(
            [
                new NetworkBlock("blocks.0.0", BlockKind.Convolution, 16, 16, 16, 3, 1, 0, HasResidual: true),
                new NetworkBlock("blocks.0.1", BlockKind.Convolution, 16, 16, 16, 3, 1, 0, HasResidual: true),
                new NetworkBlock("blocks.0.2", BlockKind.Convolution, 16, 16, 16, 3, 1, 0, HasResidual: true),
                new NetworkBlock("blocks.1.0", BlockKind.FusedMBConv, 16, 32, 24, 5, 2, 4, HasResidual: false),
                new NetworkBlock("blocks.1.1", BlockKind.FusedMBConv, 24, 32, 24, 5, 1, 6, HasResidual: false),
            ],
            network.Blocks);
        Assert.Equal(
            ["blocks.1.0.conv_exp.weight", "blocks.1.0.conv_pwl.weight", "blocks.1.0.se.conv_expand.weight", "blocks.1.0.se.conv_reduce.weight"],
            network.Tensors.Where(tensor => tensor.Name.StartsWith("blocks.1.0", StringComparison.Ordinal) && tensor.Shape.Count == 4)
                .Select(tensor => tensor.Name)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Everything_wrong_with_a_design_is_said_at_once()
    {
        var variant = EfficientNetVariant.Parse("B0") with
        {
            WidthMultiplier = 0,
            BatchNormEpsilon = double.NaN,
            LeastShareOfChannelsKept = 2,
            Stages =
            [
                new(BlockKind.DepthwiseSeparable, 0, 4, 3, 6, 16, 2) { DepthMultiplier = 0 },
                new(BlockKind.Convolution, 1, 3, 1, 1, 16, 0.25) { ExpansionBaseChannels = 24 },
                new(BlockKind.FusedMBConv, 1, 3, 1, 1, 16, 0.25) { ExpansionBaseChannels = 0 },
                new(BlockKind.FusedMBConv, 1, 3, 1, 10_000, 16, 0.25) { DepthMultiplier = 1e6 },
            ],
        };

        var message = Assert.Throws<ArgumentException>(() => variant.Expand(-1)).Message;

        Assert.Contains("tf_efficientnet_b0", message);
        Assert.All(
            [
                "classes", "WidthMultiplier", "BatchNormEpsilon", "LeastShareOfChannelsKept", "Repeats", "KernelSize", "Stride",
                "ExpansionRatio", "SqueezeRatioOfBlockInput", "DepthMultiplier of stage 0", "SqueezeRatioOfBlockInput of stage 1",
                "ExpansionBaseChannels of stage 1", "ExpansionBaseChannels of stage 2",
                "Repeats of stage 3", "ExpansionRatio of stage 3",
            ],
            part => Assert.Contains(part, message));
    }

    [Theory]
    [InlineData(0, 224)]
    [InlineData(224, -1)]
    public void An_input_without_pixels_is_refused(int height, int width)
    {
        var network = EfficientNetVariant.Parse("Lite0").Expand();

        Assert.Throws<ArgumentOutOfRangeException>(() => network.Parts(height, width));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.MultiplyAdds(height, width));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.PeakActivationBytes(height, width));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.EndpointShapes(height, width));
    }
}
