using EfficientNet.Architecture;
using EfficientNet.Graph;
using EfficientNet.Graph.Onnx;
using EfficientNet.Inference;
using EfficientNet.Weights;
using Microsoft.ML.OnnxRuntime;

namespace EfficientNet.Quantization;

/// <summary>A network, in single precision or in bytes, whose values at all points can be looked at.</summary>
internal sealed class WatchedNetwork : IDisposable
{
    /// <summary>The features' name among the points.</summary>
    public const string Pooled = "pooled";

    /// <summary>How much of a picture's values is asked for at once. Of large networks on large pictures all together would not fit into memory.</summary>
    private const long LargestGroup = 1L << 30;

    private readonly OnnxSession _session;
    private readonly int _height;
    private readonly int _width;
    private readonly List<(string Point, string Value)[]> _groups;

    /// <param name="network">The network.</param>
    /// <param name="weights">Its tensors; not needed any more afterwards.</param>
    /// <param name="height">The pictures' height.</param>
    /// <param name="width">Their width.</param>
    /// <param name="calibration">For bytes; null for single precision.</param>
    public WatchedNetwork(Network network, ITensorSource weights, int height, int width, Calibration? calibration = null)
    {
        (_height, _width) = (height, width);
        var graph = new GraphWriter(network.Variant.Name);
        var bytes = calibration is null ? null : new BytePoints(graph, calibration);
        var watched = bytes is null ? new WatchedPoints() : null;
        var backbone = new BackboneWriter(graph, network, weights, (IActivationPoints?)bytes ?? watched);
        var input = graph.Input(GraphFrame.NormalizedInput, TensorProto.Types.DataType.Float, 1, Network.InputChannels, height, width);
        var pooled = backbone.Pooled(backbone.Maps(backbone.Endpoints(input, network.EndpointCount)[^1]));
        List<(string Point, string Value)> values = [.. bytes?.Values ?? watched!.Values, (Pooled, pooled)];
        foreach (var value in values.Select(pair => pair.Value).Distinct())
        {
            graph.OutputOfAnyShape(value, TensorProto.Types.DataType.Float);
        }

        Convolutions = bytes?.Convolutions ?? [];
        Inputs = watched?.Inputs ?? [];
        Points = [.. values.Select(pair => pair.Point)];
        _session = OnnxSession.Load(OnnxGraph.Of(graph), new OnnxSessionSettings(typeof(Quantizer)));
        _groups = [.. Group(values)];
    }

    /// <summary>The points' names in the order of the layers; the pooled features last.</summary>
    public IReadOnlyList<string> Points { get; }

    /// <summary>In single precision: the points whose values go into convolutions that are to be in bytes.</summary>
    public IReadOnlyCollection<string> Inputs { get; }

    /// <summary>The convolutions in bytes; none in single precision.</summary>
    public IReadOnlyList<StoredConvolution> Convolutions { get; }

    /// <summary>Looks at one point's values of one picture, channel by channel.</summary>
    public delegate void Look(string point, ReadOnlySpan<float> values, int channels);

    /// <summary>Runs one picture and shows the values at all points, several at once from several threads, each point once.</summary>
    public void Run(ReadOnlyMemory<float> picture, Look look)
    {
        using var input = OnnxSession.Tensor(picture, 1, Network.InputChannels, _height, _width);
        foreach (var group in _groups)
        {
            // All nodes run for every group, but only what is asked for is kept.
            using var outputs = _session.Run([GraphFrame.NormalizedInput], [input], [.. group.Select(pair => pair.Value)]);
            Parallel.For(0, group.Length, index =>
            {
                var channels = (int)outputs[index].GetTensorTypeAndShape().Shape[1];
                look(group[index].Point, outputs[index].GetTensorDataAsSpan<float>(), channels);
            });
        }
    }

    public void Dispose() => _session.Dispose();

    private IEnumerable<(string Point, string Value)[]> Group(IEnumerable<(string Point, string Value)> values)
    {
        var group = new List<(string Point, string Value)>();
        long size = 0;
        foreach (var pair in values)
        {
            var bytes = _session.Outputs[pair.Value].Dimensions.Aggregate((long)sizeof(float), (product, length) => product * length);
            if (group.Count > 0 && size + bytes > LargestGroup)
            {
                yield return [.. group];
                group.Clear();
                size = 0;
            }

            group.Add(pair);
            size += bytes;
        }

        yield return [.. group];
    }
}
