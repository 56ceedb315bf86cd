using EfficientNet.Architecture;
using EfficientNet.Imaging;
using EfficientNet.Weights;
using Xunit;

namespace EfficientNet.MLNet.Tests;

public class TrainedPreprocessingTests
{
    [Theory]
    [InlineData("tf_efficientnet_lite3", 300, 0.904, Interpolation.Bilinear)]
    [InlineData("tf_efficientnet_b4", 380, 0.922, Interpolation.Bicubic)]
    public void A_known_variant_has_its_default_weights_preprocessing(string variant, int side, double crop, Interpolation interpolation)
    {
        Preprocessing found = TrainedPreprocessing.Of(EfficientNetVariant.Parse(variant));
        Assert.Equal(PretrainedConfiguration.DefaultOf(variant)!.Preprocessing, found);
        Assert.Equal((side, side, crop, interpolation), (found.Width, found.Height, found.CropFraction, found.Interpolation));
    }

    [Fact]
    public void A_changed_resolution_is_kept()
    {
        Preprocessing found = TrainedPreprocessing.Of(EfficientNetVariant.Parse("tf_efficientnet_lite3") with { Resolution = 128 });
        Assert.Equal((128, 128, RgbValues.Half), (found.Width, found.Height, found.Mean));
    }

    [Fact]
    public void An_own_variant_has_its_own_resolution_and_the_usual_rest()
    {
        Preprocessing found = TrainedPreprocessing.Of(EfficientNetVariant.Parse("B0") with { Name = "mine", Resolution = 96 });
        Assert.Equal(new Preprocessing { Width = 96, Height = 96 }, found);
    }
}
