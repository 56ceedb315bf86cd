using EfficientNet.Architecture;
using EfficientNet.Graph.Onnx;
using EfficientNet.Imaging;
using EfficientNet.Weights;

namespace EfficientNet.Graph;

/// <summary>
/// A network with its weights as an ONNX model (operator set 18), the BatchNorms folded into the convolutions. Its bytes are a
/// complete <c>.onnx</c> file for any runtime that understands the format. Its metadata carry <c>efficientnet.variant</c> and, as
/// far as the options have them, <c>efficientnet.preprocessing</c> (JSON with timm's names: <c>input_size</c>, <c>interpolation</c>,
/// <c>crop_pct</c>, <c>crop_mode</c>, <c>mean</c>, <c>std</c>), <c>efficientnet.labels</c> (JSON, an array of texts) and
/// <c>efficientnet.license</c>.
/// </summary>
public sealed class OnnxGraph
{
    private readonly ModelFile _file;
    private readonly IReadOnlyList<DeferredTensor> _tensors;

    private OnnxGraph(ModelProto model, IReadOnlyList<DeferredTensor> tensors)
    {
        Model = model;
        _tensors = tensors;
        _file = new ModelFile(model, tensors);
    }

    /// <summary>The size of the model's file in bytes.</summary>
    public int Size => _file.Size;

    /// <summary>The model as a message, to be looked at and not to be changed; the network's own tensors are not in it.</summary>
    internal ModelProto Model { get; }

    /// <summary>Writes a network's layers, with their weights, as a graph. Layers that no output needs are left out.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">
    /// Its tensors, each of them, in its shape, and no others (but <c>num_batches_tracked</c>). Not needed any more afterwards.
    /// </param>
    /// <param name="options">Inputs and outputs; by default normalized pixels and pooled features.</param>
    /// <exception cref="ArgumentException">
    /// The options do not fit each other or the network; the message lists all problems. Or the calibration is not of these weights.
    /// </exception>
    /// <exception cref="InvalidDataException">Tensors are missing, of another shape or unexpected; the message lists them.</exception>
    /// <exception cref="NotSupportedException">The model would be larger than the 2 GB that an ONNX file can hold.</exception>
    public static OnnxGraph Build(Network network, ITensorSource weights, OnnxGraphOptions? options = null)
    {
        var graph = Describe(network, weights, options);
        return new OnnxGraph(graph.Model, [.. graph._tensors.Select(tensor => tensor.Hold())]);
    }

    /// <summary>
    /// As <see cref="Build"/>, but of the weights only names and shapes are looked at now; their numbers are read, one tensor
    /// after the other, whenever the graph is written, so they must be there until then. Those that go into an int8 graph as bytes are
    /// read now.
    /// </summary>
    internal static OnnxGraph Describe(Network network, ITensorSource weights, OnnxGraphOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(weights);
        options ??= new OnnxGraphOptions();
        options.Validate(network);
        options.Preprocessing?.Validate();
        WeightsCheck.Verify(network, weights);
        options.Calibration?.Verify(network, weights, options.Preprocessing);
        var graph = new GraphWriter(network.Variant.Name) { InputPrefix = options.InputPrefix };
        new OutputWriter(graph, network, weights, options).Write();
        return Of(graph, GraphMetadata.Of(network.Variant, options));
    }

    /// <summary>
    /// Writes preprocessing alone, without a network behind it, as a graph with the inputs that
    /// <see cref="OnnxGraphOptions.Preprocessing"/> describes.
    /// </summary>
    /// <param name="preprocessing">How pictures are to be prepared.</param>
    /// <param name="output">The name of its one output, the normalized pixels: float [1, 3, height, width].</param>
    /// <param name="oneRow">Whether the output leaves out the first dimension: [3, height, width].</param>
    /// <param name="inputPrefix">Put before the inputs' names. Default: nothing.</param>
    /// <exception cref="ArgumentException">The preprocessing is not possible, or the output has an input's name.</exception>
    public static OnnxGraph BuildPreprocessing(Preprocessing preprocessing, string output, bool oneRow = false, string inputPrefix = "")
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        ArgumentException.ThrowIfNullOrEmpty(output);
        if (GraphFrame.InputNames.Contains(output))
        {
            throw new ArgumentException($"The output '{output}' has the name of an input.", nameof(output));
        }

        var graph = new GraphWriter("preprocessing") { InputPrefix = inputPrefix };
        graph.Claim(output);
        var frame = new GraphFrame(graph, preprocessing, oneRow);
        var pixels = frame.Input(1, preprocessing.Height, preprocessing.Width);
        frame.Output(
            output, pixels, TensorProto.Types.DataType.Float, [1, Network.InputChannels, preprocessing.Height, preprocessing.Width]);
        return Of(graph);
    }

    /// <summary>
    /// Writes a graph for one row of a data view that gives back its prepared pixels in their shape, [3, height, width], or NaN for a row
    /// without a picture; with the inputs of <see cref="RowInput.PreparedOrNone"/>.
    /// </summary>
    internal static OnnxGraph BuildRow(int height, int width, string output, string inputPrefix)
    {
        var graph = new GraphWriter("prepared") { InputPrefix = inputPrefix };
        graph.Claim(output);
        var frame = new GraphFrame(graph, preprocessing: null, oneRow: true, RowInput.PreparedOrNone);
        frame.Output(output, frame.Input(1, height, width), TensorProto.Types.DataType.Float, [1, Network.InputChannels, height, width]);
        return Of(graph);
    }

    /// <summary>Writes the model's file.</summary>
    /// <param name="stream">Takes the bytes; stays open.</param>
    public void WriteTo(Stream stream) => WriteTo(stream, progress: null, CancellationToken.None);

    /// <summary>The same, asked for its progress (as a share, 0 to 1) and whether to go on after each of the network's tensors.</summary>
    internal void WriteTo(Stream stream, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _file.WriteTo(stream, progress, cancellationToken);
    }

    /// <summary>The bytes of the model's file.</summary>
    public byte[] ToArray() => _file.ToArray();

    /// <summary>The complete model around a graph that has been written.</summary>
    internal static OnnxGraph Of(GraphWriter graph, IEnumerable<StringStringEntryProto>? metadata = null)
    {
        var model = new ModelProto
        {
            IrVersion = GraphWriter.IrVersion,
            ProducerName = "EfficientNet.MLNet",
            ProducerVersion = typeof(OnnxGraph).Assembly.GetName().Version!.ToString(3),
            Graph = graph.Graph,
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = GraphWriter.OperatorSet } },
        };
        model.MetadataProps.AddRange(metadata ?? []);
        if (graph.Graph.Node.Any(node => node.Domain == GraphWriter.MachineLearningDomain))
        {
            model.OpsetImport.Add(new OperatorSetIdProto
            {
                Domain = GraphWriter.MachineLearningDomain,
                Version = GraphWriter.MachineLearningOperatorSet,
            });
        }

        return new OnnxGraph(model, graph.DeferredTensors);
    }
}
