using EfficientNet.Architecture;
using EfficientNet.Imaging;
using EfficientNet.Quantization;
using EfficientNet.Testing;
using EfficientNet.Weights;

namespace EfficientNet.Tests.Quantization;

/// <summary>Calibrations of tiny networks, on pictures made up as the deterministic weights are.</summary>
internal static class TinyCalibration
{
    public const int Side = 32;

    public static Preprocessing Preprocessing { get; } = new() { Height = Side, Width = Side };

    public static IEnumerable<ReadOnlyMemory<float>> Pictures(int count) => DeterministicTensors.Input(count, 3, Side, Side)
        .Chunk(3 * Side * Side)
        .Select(picture => (ReadOnlyMemory<float>)picture);

    public static Calibration Of(EfficientNetVariant variant, ITensorSource? weights = null, QuantizationOptions? options = null) =>
        Quantizer.Calibrate(variant, weights ?? TinyNetwork.Weights(variant), Preprocessing, Pictures(3), options);
}
