using EfficientNet.Architecture;

namespace EfficientNet.Graph;

/// <summary>What a graph's output is taken from. N is the number of pictures.</summary>
public enum GraphOutputKind
{
    /// <summary>The pooled features, before the classifier: float [N, <see cref="Network.Features"/>].</summary>
    Pooled,

    /// <summary>The classifier's outputs: float [N, <see cref="Network.Classes"/>].</summary>
    Logits,

    /// <summary>The softmax of the logits: float [N, <see cref="Network.Classes"/>].</summary>
    Probabilities,

    /// <summary>The feature maps at <see cref="GraphOutput.Level"/>: float [N, channels, height, width].</summary>
    Endpoint,

    /// <summary>The normalized pixels that go into the network: float [N, 3, height, width].</summary>
    Input,

    /// <summary>The label of the most probable class: string [N].</summary>
    TopLabel,

    /// <summary>The probability of the most probable class: float [N].</summary>
    TopProbability,
}
