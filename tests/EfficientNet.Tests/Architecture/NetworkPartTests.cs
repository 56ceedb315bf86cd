using EfficientNet.Architecture;

namespace EfficientNet.Tests.Architecture;

/// <summary>A network small enough to be counted by hand, in a picture of 8 x 6 pixels.</summary>
public class NetworkPartTests
{
    private static readonly Network _network = (EfficientNetVariant.Parse("B0") with
    {
        Name = "hand",
        StemChannels = 8,
        HeadChannels = 16,
        Stages =
        [
            new(BlockKind.Convolution, 1, 3, 1, 1, 8, 0),
            new(BlockKind.FusedMBConv, 1, 3, 2, 2, 16, 0),
            new(BlockKind.MBConv, 1, 5, 1, 2, 16, 0.25),
            new(BlockKind.DepthwiseSeparable, 1, 3, 2, 1, 8, 0.25),
        ],
    }).Expand(10);

    [Fact]
    public void Every_part_is_what_is_counted_by_hand()
    {
        // The input has 3 * 8 * 6 = 144 numbers. Bytes are four a number.
        NetworkPart[] expected =
        [
            // 3 x 3 stride 2 to 8 x 4 x 3 = 96: alive are 144 + 96.
            new("conv_stem", new(8, 4, 3), 3, (3 * 8 * 9) + 16, 3 * 8 * 9 * 12, 4 * (144 + 96)),

            // A 3 x 3 over maps of stride 2 sees 2 * 2 more. The residual's input is the convolution's own.
            new("blocks.0.0", new(8, 4, 3), 7, (8 * 8 * 9) + 16, 8 * 8 * 9 * 12, 4 * (96 + 96)),

            // To 16 x 2 x 2, expanded. Alive at most are 96 + 64, then 64 + 64.
            new("blocks.1.0", new(16, 2, 2), 11, (8 * 16 * 9) + 32 + (16 * 16) + 32, (8 * 16 * 9 * 4) + (16 * 16 * 4), 4 * (96 + 64)),

            // A 5 x 5 at stride 4 sees 4 * 4 more. At the depthwise convolution 128 + 128 are alive, and the block's input of 64.
            new(
                "blocks.2.0",
                new(16, 2, 2),
                27,
                (16 * 32) + 64 + (32 * 25) + 64 + (32 * 4) + 4 + (4 * 32) + 32 + (32 * 16) + 32,
                (16 * 32 * 4) + (32 * 25 * 4) + (2 * 32 * 4) + (32 * 16 * 4),
                4 * (64 + 128 + 128)),

            // To 16 x 1 x 1. At the depthwise convolution 64 + 16 are alive; squeezed are 16 to 4.
            new(
                "blocks.3.0",
                new(8, 1, 1),
                35,
                (16 * 9) + 32 + (2 * 16 * 4) + 4 + 16 + (16 * 8) + 16,
                (16 * 9) + (2 * 16 * 4) + (16 * 8),
                4 * (64 + 16)),

            // The map of 16 and its 16 means take more than the convolution's 8 + 16.
            new("conv_head", new(16, 1, 1), 35, (8 * 16) + 32, 8 * 16, 4 * (16 + 16)),
            new("classifier", new(10, 1, 1), 35, 170, 160, 4 * (16 + 10)),
        ];

        Assert.Equal(expected, _network.Parts(8, 6));
        Assert.Equal(expected.Sum(part => part.ParameterCount), _network.ParameterCount);
        Assert.Equal(expected.Sum(part => part.MultiplyAdds), _network.MultiplyAdds(8, 6));
        Assert.Equal(4 * (64 + 128 + 128), _network.PeakActivationBytes(8, 6));
        Assert.Equal(35, _network.ReceptiveField);
    }

    [Fact]
    public void A_block_that_keeps_its_input_for_the_sum_takes_that_much_more()
    {
        Network Of(bool allowsResidual) => (_network.Variant with
        {
            Stages = [.. _network.Variant.Stages.Select(stage => stage with { AllowsResidual = allowsResidual })],
        }).Expand(10);

        Assert.Equal(4 * 64, Of(true).PeakActivationBytes(8, 6) - Of(false).PeakActivationBytes(8, 6));
    }

    [Fact]
    public void Squeeze_and_excitation_of_maps_of_one_pixel_takes_the_most()
    {
        // The depthwise convolution holds 8 + 8; squeezing holds the 8 maps, their 8 means, 4 between, and the block's input of 8.
        var variant = _network.Variant with { Stages = [new(BlockKind.DepthwiseSeparable, 1, 3, 1, 1, 8, 0.5)] };

        Assert.Equal(4 * (8 + 8 + 4 + 8), variant.Expand().Parts(1, 1)[1].PeakActivationBytes);
    }

    [Fact]
    public void A_network_without_classifier_has_no_part_for_it() =>
        Assert.Equal(
            ["conv_stem", "blocks.0.0", "blocks.1.0", "blocks.2.0", "blocks.3.0", "conv_head"],
            _network.Variant.Expand(classes: 0).Parts(8, 6).Select(part => part.Name));

    [Fact]
    public void Receptive_fields_of_the_published_networks_do_not_depend_on_the_size_of_the_picture()
    {
        // Kernels larger than 1 x 1 of B0, with the stride of the maps they read; each sees (k - 1) * stride more.
        (int Kernel, int Stride, int Count)[] kernels = [(3, 1, 1), (3, 2, 2), (3, 4, 1), (5, 4, 1), (5, 8, 1), (3, 8, 1), (3, 16, 2), (5, 16, 4), (5, 32, 3), (3, 32, 1)];

        var network = EfficientNetVariant.Parse("B0").Expand();

        Assert.Equal(1 + kernels.Sum(kernel => (kernel.Kernel - 1) * kernel.Stride * kernel.Count), network.ReceptiveField);
        Assert.Equal(network.ReceptiveField, network.Parts(500, 300)[^1].ReceptiveField);
    }

    [Fact]
    public void Memory_grows_with_the_pixels() =>
        Assert.All(
            EfficientNetVariant.All,
            variant => Assert.Equal(4 * variant.Expand().PeakActivationBytes(256, 128), variant.Expand().PeakActivationBytes(512, 256)));
}
