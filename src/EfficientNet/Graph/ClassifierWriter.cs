using EfficientNet.Architecture;
using EfficientNet.Training;
using EfficientNet.Weights;

namespace EfficientNet.Graph;

/// <summary>
/// Appends what stands behind the feature maps: the weights' own classifier or a trained head, on pooled features and, position by position,
/// on the maps they are pooled from. Always in single precision.
/// </summary>
internal sealed class ClassifierWriter(GraphWriter graph, Network network, ITensorSource weights, ClassificationHead? head)
{
    private Layer? _hidden;
    private Layer? _output;

    /// <summary>What the hidden layer gives for the pooled features, behind its ReLU: [N, hidden units]; null as long as nothing needs it.</summary>
    private string? _hiddenUnits;

    /// <summary>How many classes are told apart; 0 if nothing does.</summary>
    public int Classes => head?.Classes ?? network.Classes;

    /// <summary>Appends the classifier; answers the logits, [N, classes].</summary>
    /// <param name="pooled">The pooled features, [N, features].</param>
    public string Logits(string pooled) => Affine(HasHidden ? HiddenUnits(pooled) : pooled, Output());

    /// <summary>
    /// Appends the classifier without the pooling; answers [N, classes, height, width], whose means over height and width are the logits. An affine
    /// map may be taken before a mean or after it. ReLU is linear, too, as long as the same units are active, so the maps are multiplied with
    /// one where the unit is active for the pooled features, and with zero elsewhere.
    /// </summary>
    /// <param name="maps">The maps, [N, features, height, width].</param>
    /// <param name="pooled">Their means, [N, features].</param>
    public string Activations(string maps, string pooled)
    {
        if (!HasHidden)
        {
            return Pointwise(maps, Output());
        }

        var units = HiddenUnits(pooled);
        graph.Scope = "class_activations";
        var active = graph.Apply("Unsqueeze", graph.Apply("Sign", units), graph.Vector<long>("map_axes", 2, 3));
        return Pointwise(graph.Apply("Mul", Pointwise(maps, Hidden()), active), Output());
    }

    private bool HasHidden => head is { HiddenUnits: > 0 };

    private string HiddenUnits(string pooled) => _hiddenUnits ??= graph.Apply("Relu", Affine(pooled, Hidden()));

    private string Affine(string input, Layer layer)
    {
        graph.Scope = "classifier";
        return graph.Apply("Gemm", [input, layer.Weight, layer.Bias], GraphAttribute.Int("transB", 1));
    }

    private string Pointwise(string maps, Layer layer)
    {
        graph.Scope = "class_activations";
        var weight = graph.Apply("Unsqueeze", layer.Weight, graph.Vector<long>("map_axes", 2, 3));
        return graph.Apply("Conv", [maps, weight, layer.Bias], GraphAttribute.Ints("kernel_shape", 1, 1));
    }

    private Layer Hidden() =>
        _hidden ??= Constants("hidden_", head!.HiddenWeight, head.HiddenBias);

    private Layer Output() => _output ??= head is null
        ? new(Tensor("weight", network.ClassifierWeight), Tensor("bias", network.ClassifierBias))
        : Constants("", head.Weight, head.Bias);

    private Layer Constants(string prefix, ReadOnlyMemory<float> weight, ReadOnlyMemory<float> bias)
    {
        graph.Scope = "classifier";
        return new(
            graph.Constant(prefix + "weight", weight.Span, bias.Length, weight.Length / bias.Length),
            graph.Constant(prefix + "bias", bias.Span, bias.Length));
    }

    private string Tensor(string hint, TensorSpecification tensor)
    {
        graph.Scope = "classifier";
        return graph.Deferred(hint, tensor, destination => weights.Read(tensor.Name, destination));
    }

    /// <summary>The names of an affine map's numbers: weight [outputs, inputs], bias [outputs].</summary>
    private sealed record Layer(string Weight, string Bias);
}
