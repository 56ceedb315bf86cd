namespace EfficientNet.Architecture;

/// <summary>What one part of a network is and costs, for one picture of a given size. See <see cref="Network.Parts"/>.</summary>
/// <param name="Name">What its tensors' names begin with: <c>conv_stem</c>, a block's name, <c>conv_head</c>, <c>classifier</c>.</param>
/// <param name="Output">
/// The map it makes; the head's is the one before pooling, the classifier's the logits as a map of one pixel.
/// </param>
/// <param name="ReceptiveField">
/// Side, in pixels, of the square of the input that one value of its output is convolved from. It is 1 + Σ (k - 1) · s over the
/// convolutions so far, k a kernel's side and s the product of the strides before it (Araujo, Norris and Sim, "Computing
/// Receptive Fields of Convolutional Neural Networks", Distill 2019, equation 2). Near the border part of it lies outside. What depends on the whole picture (squeeze-and-excitation, and the pooling before the
/// classifier) is left out of account.
/// </param>
/// <param name="ParameterCount">Trained numbers: all its tensors but BatchNorm's running means and variances.</param>
/// <param name="MultiplyAdds">Multiplications with addition in its convolutions or its linear layer; nothing else is counted.</param>
/// <param name="PeakActivationBytes">The most memory its tensors take at once; see <see cref="Network.PeakActivationBytes"/>.</param>
public sealed record NetworkPart(
    string Name,
    FeatureMapShape Output,
    long ReceptiveField,
    long ParameterCount,
    long MultiplyAdds,
    long PeakActivationBytes);
