using EfficientNet.Architecture;

namespace EfficientNet.Tests.Architecture;

public class EfficientNetVariantTests
{
    private static readonly string[] _inBothPaddings =
    [
        "B0", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "L2", "Lite0", "Lite1", "Lite2", "Lite3", "Lite4",
        "EdgeTPU-S", "EdgeTPU-M", "EdgeTPU-L", "V2-S", "V2-M", "V2-L", "V2-XL",
    ];

    [Fact]
    public void Every_network_is_there_in_its_paddings()
    {
        string[] tensorFlow = [.. _inBothPaddings, "V2-B0", "V2-B1", "V2-B2", "V2-B3"];
        string[] symmetric = [.. _inBothPaddings, "V2-RW-T", "V2-RW-S", "V2-RW-M"];

        Assert.Equal([.. tensorFlow, .. symmetric], EfficientNetVariant.All.Select(variant => variant.ShortName));
        Assert.Equal(51, EfficientNetVariant.All.Select(variant => variant.Name).Distinct().Count());
        Assert.All(
            EfficientNetVariant.All,
            variant => Assert.Equal(
                (variant.Name.StartsWith("tf_", StringComparison.Ordinal) ? (PaddingMode.TensorFlowSame, 1e-3) : (PaddingMode.Symmetric, 1e-5)),
                (variant.Padding, variant.BatchNormEpsilon)));
    }

    [Fact]
    public void Every_name_finds_its_own_network()
    {
        Assert.All(EfficientNetVariant.All, variant => Assert.Same(variant, EfficientNetVariant.Parse(variant.Name)));
        Assert.All(EfficientNetVariant.All, variant => Assert.Same(variant, EfficientNetVariant.Parse(variant.Name + ".in21k_ft_in1k")));
        Assert.All(
            EfficientNetVariant.All.GroupBy(variant => variant.ShortName),
            variants => Assert.Same(variants.First(), EfficientNetVariant.Parse(variants.Key)));
    }

    [Fact]
    public void Activations_are_the_families_own() =>
        Assert.Equal(
            [ActivationFunction.Swish, ActivationFunction.Relu6, ActivationFunction.Relu, ActivationFunction.Swish],
            new[] { "B0", "Lite0", "EdgeTPU-S", "V2-S" }.Select(name => EfficientNetVariant.Parse(name).Activation));

    [Theory]
    [InlineData("tf_efficientnet_b0", "tf_efficientnet_b0")]
    [InlineData("efficientnet_b0", "efficientnet_b0")]
    [InlineData("tf_efficientnet_l2.ns_jft_in1k_475", "tf_efficientnet_l2")]
    [InlineData("EfficientNet_Lite4", "efficientnet_lite4")]
    [InlineData("B7", "tf_efficientnet_b7")]
    [InlineData("lite0", "tf_efficientnet_lite0")]
    [InlineData("tf_efficientnetv2_b0.in1k", "tf_efficientnetv2_b0")]
    [InlineData("efficientnetv2_rw_m.agc_in1k", "efficientnetv2_rw_m")]
    [InlineData("V2-S", "tf_efficientnetv2_s")]
    [InlineData("v2-b0", "tf_efficientnetv2_b0")]
    [InlineData("V2-RW-T", "efficientnetv2_rw_t")]
    [InlineData("EdgeTPU-S", "tf_efficientnet_es")]
    public void Names_are_found(string name, string expected)
    {
        Assert.Equal(expected, EfficientNetVariant.Parse(name).Name);
        Assert.True(EfficientNetVariant.TryParse(name, out var variant));
        Assert.Equal(expected, variant.Name);
    }

    [Theory]
    [InlineData("efficientnet_b9", "efficientnet_b")]
    [InlineData("tf_efficientnet_lit0.in1k", "tf_efficientnet_lite0")]
    [InlineData("Light0", "Lite0")]
    [InlineData("efficientnet_v2_s", "efficientnetv2_s")]
    [InlineData("efficientnetv2_b2.in1k", "tf_efficientnetv2_b2")]
    [InlineData("V2S", "V2-S")]
    [InlineData("EdgeTPU-XL", "EdgeTPU-L")]
    public void An_unknown_name_is_answered_with_the_nearest(string name, string suggestion)
    {
        Assert.False(EfficientNetVariant.TryParse(name, out var variant));
        Assert.Null(variant);
        var message = Assert.Throws<ArgumentException>(() => EfficientNetVariant.Parse(name)).Message;
        Assert.Contains($"'{name}'", message);
        Assert.Contains(suggestion, message[message.IndexOf("Nearest", StringComparison.Ordinal)..]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".in1k")]
    public void No_name_is_nobody_s(string? name) => Assert.False(EfficientNetVariant.TryParse(name, out _));
}
