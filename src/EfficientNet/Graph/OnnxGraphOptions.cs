using EfficientNet.Imaging;
using EfficientNet.Quantization;
using EfficientNet.Training;

namespace EfficientNet.Graph;

/// <summary>What goes into a graph, what comes out, and what is fixed when it is built.</summary>
public sealed class OnnxGraphOptions
{
    /// <summary>
    /// How the graph is to prepare pictures. Null, the default: not at all; its one input is <c>input</c>, float
    /// [N, 3, height, width], the pixels as the weights want them normalized, red, green, blue. Otherwise it takes one picture
    /// of any size in two inputs: <c>pixels</c>, uint8 [1, height x width x 3], row by row, red, green, blue in turn; and
    /// <c>size</c>, int64 [3]: height, width, and 1, or 0 for a row without a picture (pixels and size are
    /// then those of any picture, one pixel is enough): all its numbers come out as NaN and its label as an empty string.
    /// </summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>
    /// Whether the graph leaves <see cref="Preprocessing"/> to its caller: its input is <c>input</c>, as without preprocessing, and how
    /// pictures are to be prepared only stands in its metadata. Default: false.
    /// </summary>
    public bool TakesNormalizedPixels { get; init; }

    /// <summary>The outputs, in order. Default: the pooled features, named <c>pooled</c>.</summary>
    public IReadOnlyList<GraphOutput> Outputs { get; init; } = [new(GraphOutputKind.Pooled, "pooled")];

    /// <summary>
    /// A trained head on the pooled features. Logits, and all that follows from them, are then its own, whether the weights have a classifier
    /// or not. It stays in single precision with <see cref="Calibration"/>, too. Default: null, the weights' classifier.
    /// </summary>
    public ClassificationHead? Head { get; init; }

    /// <summary>
    /// The classes' names, as many as the head or, without one, the classifier has outputs, or null (the default) if they are not known. Needed for
    /// <see cref="GraphOutputKind.TopLabel"/>; of logits and probabilities ML.NET makes them the slot names.
    /// </summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>
    /// The licence of the weights, for the metadata; best an SPDX identifier such as <c>apache-2.0</c>. Default: null, it is not said.
    /// </summary>
    public string? License { get; init; }

    /// <summary>
    /// Whether the graph takes a single picture and leaves the first dimension, N, out of its outputs' shapes, as columns of a data
    /// view want them: [features], [classes], [channels, height, width], [classes, height, width]. <see cref="GraphOutputKind.TopLabel"/> and
    /// <see cref="GraphOutputKind.TopProbability"/> stay [1]. Pooled features get the slot names <c>pooled0</c>, <c>pooled1</c>, ...
    /// Default: false.
    /// </summary>
    public bool OneRow { get; init; }

    /// <summary>
    /// For a network in int8: the ranges of its values, as <see cref="Quantizer.Calibrate"/> found them with the same weights and the
    /// same <see cref="Preprocessing"/>, if the graph knows one. Weights, and what goes from layer to layer, are then bytes, as
    /// QuantizeLinear and DequantizeLinear say that ONNX Runtime makes integer operations of. Inputs and outputs stay single precision, and
    /// so do the first layers, squeeze-and-excitation's small convolutions, the pooling and the classifier. Default: null, single precision.
    /// </summary>
    public Calibration? Calibration { get; init; }

    /// <summary>The number of pictures, if it is to be fixed. Default: null, any number, or 1 where the graph can take only one.</summary>
    public int? BatchSize { get; init; }

    /// <summary>The height of <c>input</c>, if it is to be fixed. Default: null, any height. Not with preprocessing in the graph, which has its own.</summary>
    public int? Height { get; init; }

    /// <summary>The width of <c>input</c>, if it is to be fixed. Default: null, any width. Not with preprocessing in the graph, which has its own.</summary>
    public int? Width { get; init; }

    /// <summary>Put before the inputs' names, for those whose columns have the names of a graph's inputs; empty by default.</summary>
    internal string InputPrefix { get; init; } = "";

    /// <summary>
    /// Whether the graph takes prepared pixels as a row of a data view has them; then <see cref="Height"/> and <see cref="Width"/> are given,
    /// and preprocessing is not in the graph.
    /// </summary>
    internal RowInput RowInput { get; init; }

    /// <summary>Fails with everything that is wrong with these options for a network.</summary>
    internal void Validate(Architecture.Network network)
    {
        var problems = new List<string>();
        var classes = Head?.Classes ?? network.Classes;
        Check(Outputs.Count > 0, "Outputs is empty");
        Check(Outputs.Select(output => output.Name).Distinct().Count() == Outputs.Count, "Outputs has a name twice");
        foreach (var output in Outputs)
        {
            var name = $"output '{output.Name}'";
            Check(output.Name.Length > 0, "Outputs has one without a name");
            Check(!GraphFrame.InputNames.Contains(output.Name), $"{name} has the name of an input");
            Check(Enum.IsDefined(output.Kind), $"{name} is of kind {output.Kind}, which is not known");
            Check(
                output.Kind == GraphOutputKind.Endpoint ? output.Level >= 1 && output.Level <= network.EndpointCount : output.Level == 0,
                $"{name} is of level {output.Level}, expected 1 to {network.EndpointCount} for an endpoint and 0 for anything else");
            Check(
                classes > 0 || !NeedsClassifier(output.Kind),
                $"{name} is of kind {output.Kind}, but the network has no classifier");
            Check(Labels is not null || output.Kind != GraphOutputKind.TopLabel, $"{name} needs Labels, which are not given");
        }

        Check(
            Head is null || Head.Features == network.Features,
            $"Head takes {Head?.Features} features, the network has {network.Features}");
        Check(
            Labels is null || Labels.Count == classes,
            $"Labels has {Labels?.Count} names, the {(Head is null ? "network" : "head")} has {classes} classes");
        Check(BatchSize is null or > 0, $"BatchSize is {BatchSize}, must be positive");
        Check(BatchSize is null or 1 || !TakesOnePicture, $"BatchSize is {BatchSize}, must be 1 (or null) with Preprocessing or OneRow");
        Check(Height is null or > 0, $"Height is {Height}, must be positive");
        Check(Width is null or > 0, $"Width is {Width}, must be positive");
        Check(PreprocessingInGraph is null || (Height is null && Width is null), "Height and Width must be null with Preprocessing, which has its own");
        if (problems.Count > 0)
        {
            throw new ArgumentException($"No graph of {network.Variant.Name} can be made with these options: {string.Join("; ", problems)}.");
        }

        void Check(bool isSound, string problem)
        {
            if (!isSound)
            {
                problems.Add(problem);
            }
        }
    }

    /// <summary>The preprocessing that becomes part of the graph, if any does.</summary>
    internal Preprocessing? PreprocessingInGraph => TakesNormalizedPixels ? null : Preprocessing;

    internal bool TakesOnePicture => OneRow || RowInput != RowInput.None || PreprocessingInGraph is not null;

    internal static bool NeedsClassifier(GraphOutputKind kind) => kind
        is GraphOutputKind.Logits or GraphOutputKind.Probabilities or GraphOutputKind.TopLabel or GraphOutputKind.TopProbability
        or GraphOutputKind.ClassActivations;
}
