using EfficientNet.Architecture;
using EfficientNet.Graph;
using EfficientNet.Graph.Onnx;

namespace EfficientNet.Quantization;

/// <summary>
/// Stores what goes from layer to layer in bytes: a pair of QuantizeLinear and DequantizeLinear at every point, and one behind every
/// weight and bias. ONNX Runtime makes operations on integers of what stands between such pairs; to any other runtime they say
/// exactly what to compute.
/// </summary>
internal sealed class BytePoints(GraphWriter graph, Calibration calibration) : IActivationPoints
{
    private readonly Dictionary<string, (string Point, float Scale)> _stored = new(StringComparer.Ordinal);

    /// <summary>The points in order, each with the value behind it.</summary>
    public List<(string Point, string Value)> Values { get; } = [];

    /// <summary>The convolutions in order, as the graph has them.</summary>
    public List<StoredConvolution> Convolutions { get; } = [];

    public bool Saturate => true;

    public string Mark(string point, string value)
    {
        if (!calibration.Ranges.TryGetValue(point, out var range))
        {
            throw new ArgumentException($"The calibration of {calibration.Variant} has no range for {point}; calibrate anew with Quantizer.Calibrate.");
        }

        var bytes = ByteScale.Of(range);
        var (scale, zeroPoint) = (graph.Scalar("scale", bytes.Scale), graph.Scalar("zero_point", bytes.ZeroPoint));
        var stored = graph.Apply("QuantizeLinear", value, scale, zeroPoint);
        var result = graph.Apply("DequantizeLinear", stored, scale, zeroPoint);
        _stored[result] = (point, bytes.Scale);
        Values.Add((point, result));
        return result;
    }

    public (string Weight, string Bias)? Parameters(ConvolutionLayer layer, FoldedConvolution folded, string input)
    {
        var (point, inputScale) = _stored[input];
        var means = calibration.Means(point);
        if (means is not null && means.Length != layer.InputChannels)
        {
            throw new ArgumentException(
                $"The calibration of {calibration.Variant} has {means.Length} channel means for {point}, expected {layer.InputChannels}; calibrate anew with Quantizer.Calibrate.");
        }

        var quantized = QuantizedConvolution.Of(layer, folded, inputScale, means);
        Convolutions.Add(new(layer, point, folded, quantized));
        var weight = graph.Constant<sbyte>("weight", quantized.Weight, [.. layer.Weight.Shape.Select(size => (long)size)]);
        var bias = graph.Constant<int>("bias", quantized.Bias, quantized.Bias.Length);
        float[] units = [.. quantized.Scales.Select(scale => scale * inputScale)];
        return (
            Numbers(weight, quantized.Scales, graph.Vector("weight_zero_point", new sbyte[quantized.Scales.Length])),
            Numbers(bias, units, graph.Vector("bias_zero_point", new int[units.Length])));
    }

    private string Numbers(string integers, float[] scales, string zeroPoint) => graph.Apply(
        "DequantizeLinear", [integers, graph.Vector("scale", scales), zeroPoint], GraphAttribute.Int("axis", 0));
}
