using EfficientNet.Architecture;
using EfficientNet.MLNet.Pipeline;
using EfficientNet.Quantization;
using EfficientNet.Training;
using EfficientNet.Weights;

namespace EfficientNet.MLNet.Classification;

/// <summary>The network of one training, whose graph is written several times, but which is calibrated once.</summary>
internal sealed class ClassificationNetwork(EfficientNetClassificationOptions options)
{
    private Calibration? _calibration;

    public NetworkSource Source { get; } = new(options);

    /// <summary>The classifier that the weights bring; null if there is none.</summary>
    public ClassificationHead? ReadClassifier()
    {
        Network network = Source.Network;
        if (network.Classes < 2)
        {
            return null;
        }

        using WeightsFile weights = Source.Open();
        float[] weight = new float[network.Classes * network.Features];
        float[] bias = new float[network.Classes];
        weights.Read(network.ClassifierWeight.Name, weight);
        weights.Read(network.ClassifierBias.Name, bias);
        return new ClassificationHead(network.Features, weight, bias);
    }

    /// <summary>The calibration, found when this is called for the first time.</summary>
    public Calibration CalibrateOnce(Func<Calibration> find) => _calibration ??= find();
}
