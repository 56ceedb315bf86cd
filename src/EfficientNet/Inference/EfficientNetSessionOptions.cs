using EfficientNet.Graph;
using EfficientNet.Imaging;
using EfficientNet.Quantization;
using EfficientNet.Training;

namespace EfficientNet.Inference;

/// <summary>What a model computes, and with how many threads.</summary>
public sealed class EfficientNetSessionOptions
{
    /// <summary>
    /// The outputs, in order; any kind but <see cref="GraphOutputKind.TopLabel"/>, which is not a number. Default: the pooled
    /// features, named <c>pooled</c>.
    /// </summary>
    public IReadOnlyList<GraphOutput> Outputs { get; init; } = [new(GraphOutputKind.Pooled, "pooled")];

    /// <summary>How pictures are prepared, as the weights were trained. Default: null; then the model takes only normalized pixels.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>
    /// A trained head, whose logits and probabilities are asked for in place of the weights' classifier's; see <see cref="OnnxGraphOptions.Head"/>.
    /// Default: null, the weights' classifier.
    /// </summary>
    public ClassificationHead? Head { get; init; }

    /// <summary>
    /// For a network in int8: the ranges of its values; see <see cref="OnnxGraphOptions.Calibration"/>. Default: null, single precision.
    /// </summary>
    public Calibration? Calibration { get; init; }

    /// <summary>
    /// Threads that one run uses. Default: 0, as many as the machine has cores, for the shortest single run. Callers that run
    /// several at once get the most out of the machine with 1.
    /// </summary>
    public int Threads { get; init; }
}
