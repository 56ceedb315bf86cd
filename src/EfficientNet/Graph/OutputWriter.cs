using EfficientNet.Architecture;
using EfficientNet.Quantization;
using EfficientNet.Weights;
using static EfficientNet.Graph.Onnx.TensorProto.Types;

namespace EfficientNet.Graph;

/// <summary>Appends a graph's inputs, as much of the network as its outputs need, and the outputs.</summary>
internal sealed class OutputWriter(GraphWriter graph, Network network, ITensorSource weights, OnnxGraphOptions options)
{
    private readonly BackboneWriter _backbone = new(
        graph, network, weights, options.Calibration is { } calibration ? new BytePoints(graph, calibration) : null);

    private readonly ClassifierWriter _classifier = new(graph, network, weights, options.Head);
    private readonly GraphFrame _frame = new(graph, options.PreprocessingInGraph, options.OneRow, options.RowInput);
    private readonly int? _height = options.PreprocessingInGraph?.Height ?? options.Height;
    private readonly int? _width = options.PreprocessingInGraph?.Width ?? options.Width;
    private readonly GraphDimension _batch = Dimension(options.TakesOnePicture ? 1 : options.BatchSize, "batch");

    /// <summary>Values that several outputs may need, by kind, appended when the first one asks for them.</summary>
    private readonly Dictionary<GraphOutputKind, string> _values = [];

    private IReadOnlyList<string> _endpoints = [];
    private string? _maps;

    public void Write()
    {
        // The names the caller knows the outputs by are claimed before any made-up name can take them.
        foreach (var output in options.Outputs)
        {
            graph.Claim(output.Name);
        }

        var input = _frame.Input(_batch, Dimension(_height, "height"), Dimension(_width, "width"));
        _values[GraphOutputKind.Input] = input;
        var level = options.Outputs.Max(LevelNeeded);
        _endpoints = level == 0 ? [] : _backbone.Endpoints(input, level);
        foreach (var output in options.Outputs)
        {
            Write(output);
        }
    }

    private int LevelNeeded(GraphOutput output) => output.Kind switch
    {
        GraphOutputKind.Endpoint => output.Level,
        GraphOutputKind.Input => 0,
        _ => network.EndpointCount,
    };

    private void Write(GraphOutput output)
    {
        var value = output.Kind == GraphOutputKind.Endpoint ? _endpoints[output.Level - 1] : Value(output.Kind);
        var type = output.Kind == GraphOutputKind.TopLabel ? DataType.String : DataType.Float;
        _frame.Output(output.Name, value, type, Shape(output));
        if (NamesOfValues(output.Kind) is { } names)
        {
            SlotNames(output.Name, names);
        }
    }

    /// <summary>What a data view's column calls the single values of an output; null for outputs that are no columns or too large.</summary>
    private IReadOnlyList<string>? NamesOfValues(GraphOutputKind kind) => kind switch
    {
        GraphOutputKind.Logits or GraphOutputKind.Probabilities => options.Labels,
        GraphOutputKind.Pooled when options.OneRow => [.. Enumerable.Range(0, network.Features).Select(index => $"pooled{index}")],
        _ => null,
    };

    private string Value(GraphOutputKind kind)
    {
        if (!_values.TryGetValue(kind, out var value))
        {
            value = Append(kind);
            _values[kind] = value;
        }

        return value;
    }

    private string Append(GraphOutputKind kind)
    {
        switch (kind)
        {
            case GraphOutputKind.Pooled:
                return _backbone.Pooled(Maps());
            case GraphOutputKind.Logits:
                return _classifier.Logits(Value(GraphOutputKind.Pooled));
            case GraphOutputKind.ClassActivations:
                return _classifier.Activations(Maps(), Value(GraphOutputKind.Pooled));
            case GraphOutputKind.Probabilities:
                return graph.Apply("Softmax", [Value(GraphOutputKind.Logits)], GraphAttribute.Int("axis", 1));
            case GraphOutputKind.TopProbability:
                var probabilities = Value(GraphOutputKind.Probabilities);
                return graph.Apply("ReduceMax", [probabilities, graph.Vector("class_axis", 1L)], GraphAttribute.Int("keepdims", 0));
            case GraphOutputKind.TopLabel:
                var top = graph.Apply(
                    "ArgMax", [Value(GraphOutputKind.Logits)], GraphAttribute.Int("axis", 1), GraphAttribute.Int("keepdims", 0));
                return LabelOf(top);
            default:
                throw new NotSupportedException($"No nodes are known for an output of kind {kind}.");
        }
    }

    /// <summary>The maps that are pooled, appended when the first value asks for them.</summary>
    private string Maps() => _maps ??= _backbone.Maps(_endpoints[^1]);

    /// <summary>The label of a class's index, by the operator that other programs know to read labels from.</summary>
    private string LabelOf(string index)
    {
        var label = graph.UniqueName("label");
        var node = graph.Append(
            "LabelEncoder",
            [index],
            [label],
            GraphAttribute.Ints("keys_int64s", Indices(options.Labels!)),
            GraphAttribute.Texts("values_strings", options.Labels!),
            GraphAttribute.Text("default_string", ""));
        node.Domain = GraphWriter.MachineLearningDomain;
        return label;
    }

    private static long[] Indices(IReadOnlyList<string> labels) => [.. Enumerable.Range(0, labels.Count).Select(index => (long)index)];

    private GraphDimension[] Shape(GraphOutput output)
    {
        switch (output.Kind)
        {
            case GraphOutputKind.Pooled:
                return [_batch, network.Features];
            case GraphOutputKind.Logits or GraphOutputKind.Probabilities:
                return [_batch, _classifier.Classes];
            case GraphOutputKind.TopLabel or GraphOutputKind.TopProbability:
                return [_batch];
            case GraphOutputKind.Input:
                return [_batch, Network.InputChannels, Dimension(_height, "height"), Dimension(_width, "width")];
            case GraphOutputKind.ClassActivations:
                return MapsShape(network.EndpointCount, _classifier.Classes);
            default:
                return MapsShape(output.Level);
        }
    }

    /// <summary>The shape of the maps at a level, with as many channels as they have or as are told.</summary>
    private GraphDimension[] MapsShape(int level, int? channels = null)
    {
        // Of a size that is not fixed the maps' size is not used: any number does in its place.
        var maps = network.EndpointShapes(_height ?? 1, _width ?? 1)[level - 1];
        return
        [
            _batch,
            channels ?? maps.Channels,
            Dimension(_height is null ? null : maps.Height, $"height{level}"),
            Dimension(_width is null ? null : maps.Width, $"width{level}"),
        ];
    }

    /// <summary>
    /// A node that nothing uses: by its name and its attribute ML.NET finds the slot names of the column that the output
    /// becomes.
    /// </summary>
    private void SlotNames(string output, IReadOnlyList<string> labels)
    {
        var node = graph.Append(
            "LabelEncoder",
            [graph.Strings("unused", [labels[0]])],
            [graph.UniqueName("slot_names")],
            GraphAttribute.Texts("keys_strings", labels),
            GraphAttribute.Ints("values_int64s", Indices(labels)));
        node.Domain = GraphWriter.MachineLearningDomain;
        node.Name = graph.Claim($"mlnet.{output}.SlotNames");
    }

    private static GraphDimension Dimension(int? size, string name) => size is { } known ? known : name;
}
