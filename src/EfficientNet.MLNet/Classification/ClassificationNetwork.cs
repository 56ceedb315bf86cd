using EfficientNet.MLNet.Pipeline;
using EfficientNet.Quantization;

namespace EfficientNet.MLNet.Classification;

/// <summary>The network of one training, whose graph is written several times, but which is calibrated once.</summary>
internal sealed class ClassificationNetwork(EfficientNetClassificationOptions options)
{
    private Calibration? _calibration;

    public NetworkSource Source { get; } = new(options);

    /// <summary>The calibration, found when this is called for the first time.</summary>
    public Calibration CalibrateOnce(Func<Calibration> find) => _calibration ??= find();
}
