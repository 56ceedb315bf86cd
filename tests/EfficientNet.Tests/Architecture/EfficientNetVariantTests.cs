using EfficientNet.Architecture;

namespace EfficientNet.Tests.Architecture;

public class EfficientNetVariantTests
{
    [Fact]
    public void Every_network_is_there_in_both_paddings()
    {
        string[] shortNames = ["B0", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "L2", "Lite0", "Lite1", "Lite2", "Lite3", "Lite4"];

        Assert.Equal([.. shortNames, .. shortNames], EfficientNetVariant.All.Select(variant => variant.ShortName));
        Assert.Equal(30, EfficientNetVariant.All.Select(variant => variant.Name).Distinct().Count());
        Assert.All(
            EfficientNetVariant.All,
            variant => Assert.Equal(
                (variant.Name.StartsWith("tf_", StringComparison.Ordinal) ? (PaddingMode.TensorFlowSame, 1e-3) : (PaddingMode.Symmetric, 1e-5)),
                (variant.Padding, variant.BatchNormEpsilon)));
    }

    [Theory]
    [InlineData("tf_efficientnet_b0", "tf_efficientnet_b0")]
    [InlineData("efficientnet_b0", "efficientnet_b0")]
    [InlineData("tf_efficientnet_l2.ns_jft_in1k_475", "tf_efficientnet_l2")]
    [InlineData("EfficientNet_Lite4", "efficientnet_lite4")]
    [InlineData("B7", "tf_efficientnet_b7")]
    [InlineData("lite0", "tf_efficientnet_lite0")]
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
