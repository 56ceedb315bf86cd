using EfficientNet.Architecture;

namespace EfficientNet.Graph;

/// <summary>What a graph's output is taken from. N is the number of pictures.</summary>
public enum GraphOutputKind
{
    /// <summary>The pooled features, before the classifier: float [N, <see cref="Network.Features"/>].</summary>
    Pooled,

    /// <summary>
    /// The classifier's outputs, or those of <see cref="OnnxGraphOptions.Head"/> where one is given: float [N, classes].
    /// </summary>
    Logits,

    /// <summary>The softmax of the logits: float [N, classes].</summary>
    Probabilities,

    /// <summary>The feature maps at <see cref="GraphOutput.Level"/>: float [N, channels, height, width].</summary>
    Endpoint,

    /// <summary>The normalized pixels that go into the network: float [N, 3, height, width].</summary>
    Input,

    /// <summary>The label of the most probable class: string [N].</summary>
    TopLabel,

    /// <summary>The probability of the most probable class: float [N].</summary>
    TopProbability,

    /// <summary>
    /// Class activation maps, what each position of the last feature maps adds to each class's logit: float [N, classes, height, width], at the
    /// last endpoint's height and width (7 x 7 for 224 x 224 pixels). The mean over height and width is the logit, up to rounding. See B. Zhou et
    /// al., "Learning Deep Features for Discriminative Localization", CVPR 2016, section 2: their M_c(x, y), the class's weights times the features at
    /// that position, plus the bias, spread evenly. Behind a hidden layer the weights are those that count for the picture at hand, by the units that
    /// are active for its pooled features.
    /// </summary>
    ClassActivations,
}
