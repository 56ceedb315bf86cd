using EfficientNet.Architecture;
using EfficientNet.Graph;

namespace EfficientNet.Quantization;

/// <summary>
/// A convolution's folded weight in signed bytes with one scale an output channel, symmetric about zero, and its bias in 32-bit
/// integers whose unit is the input's scale times the channel's.
/// </summary>
/// <param name="Weight">As in the layer's weight tensor; -127 to 127.</param>
/// <param name="Scales">What a step of each output channel's weights is worth.</param>
/// <param name="Bias">One an output channel.</param>
/// <param name="WidenedForBias">Output channels whose scale the bias made larger.</param>
/// <param name="WidenedForPairs">Output channels whose scale a pair of weights made larger.</param>
internal sealed record QuantizedConvolution(sbyte[] Weight, float[] Scales, int[] Bias, int WidenedForBias, int WidenedForPairs)
{
    /// <summary>
    /// The largest sum of a pair of weights of one sign. Processors with AVX2 but without VNNI multiply two neighbours with two bytes
    /// and add the products in 16 bits, which end at 32,767 = 255 x 128 + 127: what is larger is cut off without a word.
    /// </summary>
    public const int LargestPair = 128;

    private const int LargestWeight = 127;

    /// <summary>Half of what 32 bits hold is for the bias, half for the products' sum.</summary>
    private const int LargestBias = 1 << 30;

    /// <summary>Reads and quantizes the weight and bias of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="folded">Its numbers.</param>
    /// <param name="inputScale">What a step of its input is worth.</param>
    /// <param name="inputMeans">The mean of each channel it reads, for biases to be corrected by; null to leave them.</param>
    public static QuantizedConvolution Of(ConvolutionLayer layer, FoldedConvolution folded, float inputScale, float[]? inputMeans = null)
    {
        var weight = new float[layer.Weight.Count];
        var bias = new float[layer.OutputChannels];
        folded.ReadWeight(weight);
        folded.ReadBias(bias);
        return Of(layer, weight, bias, inputScale, inputMeans);
    }

    /// <summary>The same for numbers that have been read.</summary>
    public static QuantizedConvolution Of(ConvolutionLayer layer, float[] weight, float[] bias, float inputScale, float[]? inputMeans = null)
    {
        var (bytes, scales, integers) = (new sbyte[weight.Length], new float[bias.Length], new int[bias.Length]);
        var (widenedForBias, widenedForPairs) = (0, 0);
        (int, int)[] pairs = [.. Pairs(layer)];
        var perChannel = weight.Length / bias.Length;
        var pixels = layer.KernelSize * layer.KernelSize;
        for (var channel = 0; channel < bias.Length; channel++)
        {
            var numbers = weight.AsSpan(channel * perChannel, perChannel);
            var byWeight = LargestMagnitude(numbers) / LargestWeight;
            var byPairs = LargestPairOf(pairs, numbers) / (LargestPair - 1); // each of the two may round up by a half
            var byBias = Math.Abs((double)bias[channel]) / ((double)inputScale * LargestBias);

            // Folding leaves channels with weights of zero, or nearly so, but with a bias. By their weights alone the scale would be so
            // small that the bias would not fit into 32 bits.
            var scale = (float)Math.Max(Math.Max(byWeight, byPairs), byBias);
            scale = scale > 0 && float.IsNormal(scale) ? scale : 1f / LargestWeight;
            widenedForBias += byBias > Math.Max(byWeight, byPairs) ? 1 : 0;
            widenedForPairs += byPairs > Math.Max(byWeight, byBias) ? 1 : 0;
            scales[channel] = scale;
            var stored = bytes.AsSpan(channel * perChannel, perChannel);
            var lostMean = 0.0;
            for (var i = 0; i < perChannel; i++)
            {
                stored[i] = (sbyte)Math.Clamp(MathF.Round(numbers[i] / scale), -LargestWeight, LargestWeight);
                if (inputMeans is not null)
                {
                    lostMean += (numbers[i] - ((double)stored[i] * scale)) * inputMeans[layer.Groups > 1 ? channel : i / pixels];
                }
            }

            integers[channel] = (int)Math.Round((bias[channel] + lostMean) / ((double)scale * inputScale));
        }

        return new QuantizedConvolution(bytes, scales, integers, widenedForBias, widenedForPairs);
    }

    /// <summary>
    /// The pairs whose products ONNX Runtime may add in 16 bits: of the kernel's pixels in turn, the channels in order, the first with
    /// the second, the third with the fourth. Depthwise convolutions are computed in 32 bits.
    /// </summary>
    public static IEnumerable<(int First, int Second)> Pairs(ConvolutionLayer layer)
    {
        var inputs = layer.InputChannels / layer.Groups;
        if (inputs == 1)
        {
            yield break;
        }

        var pixels = layer.KernelSize * layer.KernelSize;
        for (var i = 0; i + 1 < inputs * pixels; i += 2)
        {
            yield return (Index(i), Index(i + 1));
        }

        int Index(int position) => (position % inputs * pixels) + (position / inputs);
    }

    private static double LargestMagnitude(ReadOnlySpan<float> numbers)
    {
        var largest = 0f;
        foreach (var number in numbers)
        {
            largest = Math.Max(largest, Math.Abs(number));
        }

        return largest;
    }

    private static double LargestPairOf((int First, int Second)[] pairs, ReadOnlySpan<float> numbers)
    {
        var largest = 0.0;
        foreach (var (first, second) in pairs)
        {
            var sum = Math.Abs((double)numbers[first] + numbers[second]);
            if (sum > largest && (double)numbers[first] * numbers[second] > 0)
            {
                largest = sum;
            }
        }

        return largest;
    }
}
