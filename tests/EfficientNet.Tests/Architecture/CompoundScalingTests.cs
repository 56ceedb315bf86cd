using EfficientNet.Architecture;

namespace EfficientNet.Tests.Architecture;

public class CompoundScalingTests
{
    // Stem, the seven stages' channels, head: as in the authors' published checkpoints.
    [Theory]
    [InlineData("B0", 32, new[] { 16, 24, 40, 80, 112, 192, 320 }, 1280)]
    [InlineData("B2", 32, new[] { 16, 24, 48, 88, 120, 208, 352 }, 1408)]
    [InlineData("B3", 40, new[] { 24, 32, 48, 96, 136, 232, 384 }, 1536)]
    [InlineData("B5", 48, new[] { 24, 40, 64, 128, 176, 304, 512 }, 2048)]
    [InlineData("B7", 64, new[] { 32, 48, 80, 160, 224, 384, 640 }, 2560)]
    [InlineData("Lite2", 32, new[] { 16, 24, 48, 88, 120, 208, 352 }, 1280)]
    [InlineData("Lite4", 32, new[] { 24, 32, 56, 112, 160, 272, 448 }, 1280)]
    [InlineData("EdgeTPU-L", 40, new[] { 32, 40, 56, 112, 176, 232 }, 1536)]
    [InlineData("V2-B2", 32, new[] { 16, 32, 56, 104, 120, 208 }, 1408)]
    [InlineData("V2-B3", 40, new[] { 16, 40, 56, 112, 136, 232 }, 1536)]
    [InlineData("V2-RW-T", 24, new[] { 24, 40, 48, 104, 128, 208 }, 1024)]
    [InlineData("V2-RW-S", 24, new[] { 24, 48, 64, 128, 160, 272 }, 1792)]
    public void Widths_are_the_published_ones(string name, int stem, int[] stages, int head)
    {
        var network = EfficientNetVariant.Parse(name).Expand();

        Assert.Equal(stem, network.StemChannels);
        Assert.Equal(stages, Stages(network).Select(stage => stage.Last().OutputChannels));
        Assert.Equal(head, network.Features);
    }

    [Theory]
    [InlineData("B0", new[] { 1, 2, 2, 3, 3, 4, 1 })]
    [InlineData("B1", new[] { 2, 3, 3, 4, 4, 5, 2 })]
    [InlineData("B4", new[] { 2, 4, 4, 6, 6, 8, 2 })]
    [InlineData("B7", new[] { 4, 7, 7, 10, 10, 13, 4 })]
    [InlineData("Lite1", new[] { 1, 3, 3, 4, 4, 5, 1 })]
    [InlineData("Lite4", new[] { 1, 4, 4, 6, 6, 8, 1 })]
    [InlineData("EdgeTPU-M", new[] { 2, 3, 5, 6, 5, 3 })]
    [InlineData("V2-B1", new[] { 2, 3, 3, 4, 6, 9 })]
    [InlineData("V2-RW-T", new[] { 2, 4, 4, 6, 9, 14 })]
    [InlineData("V2-RW-M", new[] { 3, 5, 5, 8, 15, 24 })]
    public void Depths_are_the_published_ones(string name, int[] repeats) =>
        Assert.Equal(repeats, Stages(EfficientNetVariant.Parse(name).Expand()).Select(stage => stage.Count()));

    [Theory]
    [InlineData(16, 1.0, 16)]
    [InlineData(24, 1.4, 32)] // 33.6: the nearest multiple of 8
    [InlineData(16, 0.25, 8)] // never below 8
    [InlineData(10, 1.1, 16)] // 11 would become 8, which takes away more than a tenth
    [InlineData(112, 1.2, 136)] // 134.4
    [InlineData(20, 1.0, 24)] // a half goes up
    public void Channels_are_rounded_to_multiples_of_eight(int channels, double multiplier, int expected) =>
        Assert.Equal(expected, CompoundScaling.ScaleChannels(channels, multiplier));

    [Theory]
    [InlineData(16, 1.2, 0.9, 24)] // 19.2 would become 16, which keeps less than nine tenths
    [InlineData(16, 1.2, 0, 16)]
    [InlineData(16, 1.2, 0.8, 16)]
    public void Rounding_keeps_the_least_share(int channels, double multiplier, double share, int expected) =>
        Assert.Equal(expected, CompoundScaling.ScaleChannels(channels, multiplier, share));

    [Fact]
    public void Coefficient_zero_changes_nothing_but_the_name()
    {
        var baseline = EfficientNetVariant.Parse("B0");

        var same = CompoundScaling.Apply(baseline, 0);

        Assert.Equal(baseline, same with { Name = baseline.Name, ShortName = baseline.ShortName });
    }

    [Fact]
    public void Coefficient_one_is_B2_up_to_its_rounded_constants()
    {
        // The published B2 has the multipliers of phi = 1; its resolution was rounded from 258 to 260.
        var published = EfficientNetVariant.Parse("B2");

        var scaled = CompoundScaling.Apply(EfficientNetVariant.Parse("B0"), 1);

        Assert.Equal(258, scaled.Resolution);
        Assert.Equal(published.Expand().Blocks, scaled.Expand().Blocks);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.5)]
    [InlineData(2.3)]
    public void Coefficients_in_between_cost_about_two_to_their_power(double coefficient)
    {
        var baseline = EfficientNetVariant.Parse("B0");
        var scaled = CompoundScaling.Apply(baseline, coefficient);
        var network = scaled.Expand();

        Assert.Equal(Math.Pow(1.2, coefficient), scaled.DepthMultiplier, 12);
        Assert.Equal(Math.Pow(1.1, coefficient), scaled.WidthMultiplier, 12);
        var growth = (double)network.MultiplyAdds(scaled.Resolution, scaled.Resolution)
            / baseline.Expand().MultiplyAdds(baseline.Resolution, baseline.Resolution);
        Assert.InRange(growth / Math.Pow(2, coefficient), 0.75, 1.35);
    }

    [Fact]
    public void A_negative_coefficient_makes_the_network_smaller()
    {
        var baseline = EfficientNetVariant.Parse("B0");

        var scaled = CompoundScaling.Apply(baseline, -1);

        Assert.Equal(195, scaled.Resolution);
        Assert.True(scaled.Expand().ParameterCount < baseline.Expand().ParameterCount);
        Assert.Equal([16, 24, 40, 72, 104, 176, 288], Stages(scaled.Expand()).Select(stage => stage.Last().OutputChannels));
    }

    [Fact]
    public void Own_multipliers_resolution_and_stages_are_scaled_alike()
    {
        var variant = EfficientNetVariant.Parse("B0") with
        {
            Name = "own",
            WidthMultiplier = 0.5,
            DepthMultiplier = 0.5,
            Resolution = 96,
        };

        var network = variant.Expand();

        Assert.Equal(16, network.StemChannels);
        Assert.Equal([8, 16, 24, 40, 56, 96, 160], Stages(network).Select(stage => stage.Last().OutputChannels));
        Assert.Equal([1, 1, 1, 2, 2, 2, 1], Stages(network).Select(stage => stage.Count()));
        Assert.Equal(640, network.Features);
    }

    [Fact]
    public void A_coefficient_that_is_no_number_is_refused() =>
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => CompoundScaling.Apply(EfficientNetVariant.All[0], double.NaN)).Message);

    [Fact]
    public void A_coefficient_far_too_large_is_refused_before_anything_overflows()
    {
        var baseline = EfficientNetVariant.Parse("B0");
        var message = Assert.Throws<ArgumentException>(() => CompoundScaling.Apply(baseline, 100).Expand()).Message;
        Assert.Contains("Repeats of stage 5 is 4, times DepthMultiplier ", message);
        Assert.Contains("Channels of stage 6 is 320, times WidthMultiplier ", message);
        Assert.Contains("HeadChannels comes to ", message);
        Assert.Contains("from 224 to ", Assert.Throws<ArgumentException>(() => CompoundScaling.Apply(baseline, 200)).Message);
        Assert.Equal(237, (int)CompoundScaling.Apply(baseline, 30).DepthMultiplier);
        Assert.Equal(950, CompoundScaling.Apply(baseline, 30).Expand().Blocks.Count(block => block.Name.StartsWith("blocks.5.", StringComparison.Ordinal)));
    }

    private static IEnumerable<IGrouping<string, NetworkBlock>> Stages(Network network) =>
        network.Blocks.GroupBy(block => block.Name[..block.Name.LastIndexOf('.')]);
}
