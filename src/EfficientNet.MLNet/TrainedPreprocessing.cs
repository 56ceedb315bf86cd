using EfficientNet.Architecture;
using EfficientNet.Imaging;
using EfficientNet.Weights;

namespace EfficientNet.MLNet;

/// <summary>How a variant's weights were trained, where the user does not say it.</summary>
internal static class TrainedPreprocessing
{
    /// <summary>
    /// That of the variant's default weights. A variant without known weights gets its own resolution, a crop of 0.875, bicubic, and
    /// ImageNet's mean and deviation, which most of timm's own weights have; one whose resolution the user has changed keeps that.
    /// </summary>
    public static Preprocessing Of(EfficientNetVariant variant)
    {
        var trained = PretrainedConfiguration.DefaultOf(variant.Name)?.Preprocessing;
        return trained is not null && EfficientNetVariant.TryParse(variant.Name, out var known) && known.Resolution == variant.Resolution
            ? trained
            : (trained ?? new Preprocessing()) with { Height = variant.Resolution, Width = variant.Resolution };
    }
}
