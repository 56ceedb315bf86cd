using EfficientNet.Architecture;
using EfficientNet.Weights;

namespace EfficientNet.Graph;

/// <summary>Appends a network's layers to a graph, in the forms that ONNX Runtime runs fastest.</summary>
/// <param name="graph">Takes the nodes.</param>
/// <param name="network">The network.</param>
/// <param name="weights">Its tensors.</param>
/// <param name="points">What stands between its layers; null for nothing, all in single precision.</param>
internal sealed class BackboneWriter(GraphWriter graph, Network network, ITensorSource weights, IActivationPoints? points = null)
{
    private readonly EfficientNetVariant _variant = network.Variant;
    private (string Zero, string Six)? _relu6Limits;

    /// <summary>Whether layers are written in single precision whatever <c>points</c> says.</summary>
    private bool _isFloat = points is null;

    /// <summary>Appends as many layers as the endpoint of a level needs, counted from 1; answers all endpoints up to it.</summary>
    public IReadOnlyList<string> Endpoints(string input, int level)
    {
        var blocks = network.Blocks.Take(network.EndpointBlocks[level - 1] + 1).ToList();
        var values = new List<string> { FloatStart(network.Stem.Name, isLast: FloatBlocks == 0, () => Convolution(network.Stem, input)) };
        foreach (var block in blocks)
        {
            values.Add(
                values.Count <= FloatBlocks
                    ? FloatStart(block.Name, isLast: values.Count == FloatBlocks, () => Block(block, values[^1]))
                    : Block(block, values[^1]));
        }

        return [.. network.EndpointBlocks.Take(level).Select(index => values[index + 1])];
    }

    /// <summary>Appends the last convolution; answers the maps that are pooled, [N, features, height, width].</summary>
    public string Maps(string lastEndpoint) => Convolution(network.Head, lastEndpoint);

    /// <summary>Appends the pooling; answers the features, [N, features].</summary>
    public string Pooled(string maps)
    {
        graph.Scope = "pooled";
        return graph.Apply("Flatten", graph.Apply("GlobalAveragePool", maps));
    }

    /// <summary>
    /// How many blocks stay in single precision with the stem, which reads three channels only. A separable block right behind it, and the
    /// block after that, convolve few channels over the largest maps: bytes gain next to nothing there, and what they lose goes
    /// through all that follows.
    /// </summary>
    private int FloatBlocks => network.Blocks[0].Kind == BlockKind.DepthwiseSeparable ? Math.Min(2, network.Blocks.Count) : 0;

    private string FloatStart(string name, bool isLast, Func<string> append)
    {
        _isFloat = true;
        var value = append();
        _isFloat = points is null;
        return isLast ? Mark(name, value) : value;
    }

    private string Mark(string point, string value) => _isFloat ? value : points!.Mark(point, value);

    private string Block(NetworkBlock block, string input)
    {
        var value = input;
        var convolutions = block.Convolutions;
        for (var i = 0; i < convolutions.Count; i++)
        {
            if (i == convolutions.Count - 1 && block.SqueezeAndExcitation is { } squeeze)
            {
                value = SqueezeAndExcite(squeeze.Reduce, squeeze.Expand, value);
            }

            value = Convolution(convolutions[i], value);
        }

        graph.Scope = block.Name;
        return block.HasResidual ? Mark(block.Name, graph.Apply("Add", value, input)) : value;
    }

    private string SqueezeAndExcite(ConvolutionLayer reduce, ConvolutionLayer expand, string value)
    {
        graph.Scope = reduce.Name;
        var pooled = Mark($"{reduce.Name}.pooled", graph.Apply("GlobalAveragePool", value));

        // Of one pixel: nothing is won by bytes here.
        var wasFloat = _isFloat;
        _isFloat = true;
        var excitation = Convolution(expand, Convolution(reduce, pooled));
        _isFloat = wasFloat;
        var scale = Mark($"{expand.Name}.sigmoid", graph.Apply("Sigmoid", excitation));
        return Mark($"{expand.Name}.product", graph.Apply("Mul", value, scale));
    }

    private string Convolution(ConvolutionLayer layer, string input)
    {
        graph.Scope = layer.Name;
        var folded = new FoldedConvolution(layer, weights, _variant.BatchNormEpsilon);
        long side = layer.KernelSize;
        var (weight, bias) = (_isFloat ? null : points!.Parameters(layer, folded, input))
            ?? (graph.Deferred("weight", layer.Weight, folded.ReadWeight), graph.Deferred("bias", layer.Bias, folded.ReadBias));
        var output = graph.Apply(
            "Conv",
            [input, weight, bias],
            GraphAttribute.Ints("kernel_shape", side, side),
            GraphAttribute.Ints("strides", layer.Stride, layer.Stride),
            GraphAttribute.Int("group", layer.Groups),
            Padding(layer));
        return Mark(layer.Name, layer.IsActivated ? Activation(layer.Name, output) : output);
    }

    /// <summary>
    /// With stride 1 and an odd kernel both modes are half the kernel on every side. TensorFlow's depends on the input's size
    /// otherwise; the operator works it out itself, where padding by nodes of its own would cost a third of the speed.
    /// </summary>
    private Onnx.AttributeProto Padding(ConvolutionLayer layer)
    {
        if (_variant.Padding == PaddingMode.TensorFlowSame && layer.Stride > 1)
        {
            return GraphAttribute.Text("auto_pad", "SAME_UPPER");
        }

        long half = layer.KernelSize / 2;
        return GraphAttribute.Ints("pads", half, half, half, half);
    }

    private string Activation(string name, string value)
    {
        switch (_variant.Activation)
        {
            case ActivationFunction.Swish:
                // ONNX Runtime fuses this pair; the single operator of later operator sets runs slower.
                value = Mark($"{name}.linear", value);
                return graph.Apply("Mul", value, Mark($"{name}.sigmoid", graph.Apply("Sigmoid", value)));
            case ActivationFunction.Relu or ActivationFunction.Relu6 when !_isFloat && points!.Saturate:
                return value;
            case ActivationFunction.Relu:
                return graph.Apply("Relu", value);
            case ActivationFunction.Relu6:
                _relu6Limits ??= (graph.Scalar("zero", 0f), graph.Scalar("six", 6f));
                return graph.Apply("Clip", value, _relu6Limits.Value.Zero, _relu6Limits.Value.Six);
            default:
                throw new NotSupportedException($"No operator is known for {_variant.Activation}.");
        }
    }
}
