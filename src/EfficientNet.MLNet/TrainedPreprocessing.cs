using EfficientNet.Architecture;
using EfficientNet.Imaging;
using EfficientNet.Weights;

namespace EfficientNet.MLNet;

/// <summary>
/// How a variant's weights were trained, where the user does not say it: timm's evaluation settings (timm 1.0.31) of the weights
/// <c>VARIANT.in1k</c>, or for B6 to B8 of <c>VARIANT.ra_in1k</c> and for L2 of <c>VARIANT.ns_jft_in1k_475</c>. A variant that is not
/// in the table gets its own resolution, a crop of 0.875, bicubic, and ImageNet's mean and deviation, which most of timm's own weights have.
/// </summary>
internal static class TrainedPreprocessing
{
    private static readonly Dictionary<string, Preprocessing> _known = new(StringComparer.Ordinal)
    {
        ["tf_efficientnet_b0"] = ImageNet(0.875),
        ["tf_efficientnet_b1"] = ImageNet(0.882),
        ["tf_efficientnet_b2"] = ImageNet(0.890),
        ["tf_efficientnet_b3"] = ImageNet(0.904),
        ["tf_efficientnet_b4"] = ImageNet(0.922),
        ["tf_efficientnet_b5"] = ImageNet(0.934),
        ["tf_efficientnet_b6"] = ImageNet(0.942),
        ["tf_efficientnet_b7"] = ImageNet(0.949),
        ["tf_efficientnet_b8"] = ImageNet(0.954),
        ["tf_efficientnet_l2"] = ImageNet(0.936),
        [PretrainedConfiguration.Lite0.Variant] = PretrainedConfiguration.Lite0.Preprocessing,
        ["tf_efficientnet_lite1"] = Half(0.882, Interpolation.Bicubic),
        ["tf_efficientnet_lite2"] = Half(0.890, Interpolation.Bicubic),
        ["tf_efficientnet_lite3"] = Half(0.904, Interpolation.Bilinear),
        ["tf_efficientnet_lite4"] = Half(0.920, Interpolation.Bilinear),
    };

    public static Preprocessing Of(EfficientNetVariant variant)
        => _known.GetValueOrDefault(variant.Name, ImageNet(0.875)) with { Height = variant.Resolution, Width = variant.Resolution };

    private static Preprocessing ImageNet(double cropFraction) => new() { CropFraction = cropFraction };

    private static Preprocessing Half(double cropFraction, Interpolation interpolation) => new()
    {
        CropFraction = cropFraction,
        Interpolation = interpolation,
        Mean = RgbValues.Half,
        Deviation = RgbValues.Half,
    };
}
