using EfficientNet.Architecture;
using EfficientNet.Graph;

namespace EfficientNet.Quantization;

/// <summary>A convolution whose weights stand in a graph in bytes.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Input">The point whose values it reads.</param>
/// <param name="Folded">Its numbers.</param>
/// <param name="Quantized">Its numbers in bytes.</param>
internal sealed record StoredConvolution(ConvolutionLayer Layer, string Input, FoldedConvolution Folded, QuantizedConvolution Quantized)
{
    /// <summary>The weights' signal-to-noise ratio in decibels.</summary>
    public double SignalToNoise()
    {
        var weight = new float[Layer.Weight.Count];
        Folded.ReadWeight(weight);
        var noise = new NoiseMeter();
        var perChannel = weight.Length / Quantized.Scales.Length;
        for (var i = 0; i < weight.Length; i++)
        {
            noise.Add(weight[i], Quantized.Weight[i] * Quantized.Scales[i / perChannel]);
        }

        return noise.Decibels;
    }
}
