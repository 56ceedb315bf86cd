namespace EfficientNet.Quantization;

/// <summary>What int8 does at one point of a network. Ratios are of signal to noise, in decibels: 6 more are one bit more.</summary>
/// <param name="Name">The point: a layer's or a block's name, perhaps with a part of it, or <c>pooled</c>, the features.</param>
/// <param name="Range">The values that its bytes reach; null where it stays in single precision.</param>
/// <param name="WeightSignalToNoise">The layer's weights in bytes against the weights; null where there are none.</param>
/// <param name="WidenedForPairs">
/// Output channels whose steps are wider than their largest weight asks for, so that no processor's 16-bit sums of two products overflow.
/// </param>
/// <param name="WidenedForBias">Output channels whose steps are wider so that the bias fits into 32 bits; nearly always dead channels.</param>
/// <param name="SignalToNoise">Its values in bytes against the values, all before it in single precision; infinite where it is not in bytes.</param>
/// <param name="CumulativeSignalToNoise">Its values in the int8 network against those of the network in single precision.</param>
public sealed record LayerQuantization(
    string Name,
    ActivationRange? Range,
    double? WeightSignalToNoise,
    int WidenedForPairs,
    int WidenedForBias,
    double SignalToNoise,
    double CumulativeSignalToNoise);
