using EfficientNet.Imaging;
using EfficientNet.Weights;
using EfficientNet.Weights.Lite0;

namespace EfficientNet.MLNet;

/// <summary>The weights that come with the package.</summary>
internal static class BundledWeights
{
    public const string VariantName = "tf_efficientnet_lite0";

    public static SafetensorsFile Open() => SafetensorsFile.FromStream(Lite0Weights.Open(), Lite0Weights.FileName);
}
