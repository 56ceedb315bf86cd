using EfficientNet.Architecture;
using EfficientNet.Imaging;
using EfficientNet.Quantization;
using EfficientNet.Weights;
using EfficientNet.Weights.Lite0;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>Finds what a network is quantized by.</summary>
internal static class NetworkCalibration
{
    private static readonly Lazy<Calibration> _bundled = new(() =>
    {
        using Stream stream = Lite0Weights.OpenCalibration();
        return Calibration.Load(stream);
    });

    /// <summary>The bundled calibration if it is of these weights and this preprocessing, and no options are given; else one on the pictures.</summary>
    public static Calibration Find(
        Network network, ITensorSource weights, Preprocessing preprocessing, QuantizationOptions? options, IEnumerable<ReadOnlyMemory<float>> pictures)
        => options is null && _bundled.Value.Fits(network, weights, preprocessing)
            ? _bundled.Value
            : Quantizer.Calibrate(network.Variant, weights, preprocessing, pictures, options);
}
