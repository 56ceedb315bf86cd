using EfficientNet.Architecture;
using EfficientNet.Graph;
using EfficientNet.Imaging;
using EfficientNet.Labels;
using EfficientNet.MLNet.Classification;
using EfficientNet.Quantization;
using EfficientNet.Training;
using EfficientNet.Weights;
using Microsoft.ML;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>What a verb and its options come to: the graph to build, its outputs, and the columns the user gets.</summary>
internal sealed class TransformPlan
{
    private readonly WriteGraphOf _write;
    private readonly IReadOnlyList<GraphOutput> _outputs;
    private readonly IReadOnlyList<PlannedColumn> _columns;
    private readonly IReadOnlyList<string>? _labels;
    private readonly ClassificationHead? _head;

    private TransformPlan(
        string verb,
        PictureTransformOptions options,
        Preprocessing preprocessing,
        IReadOnlyList<GraphOutput> outputs,
        IReadOnlyList<PlannedColumn> columns,
        IReadOnlyList<string>? labels,
        WriteGraphOf write,
        ClassificationHead? head = null)
    {
        Verb = verb;
        Options = options;
        Preprocessing = preprocessing;
        _outputs = outputs;
        _labels = labels;
        _head = head;
        _write = write;
        _columns = columns;
        preprocessing.Validate();
    }

    /// <summary>Writes a graph with options that may depend on a calibration, which may be made on pictures prepared this way.</summary>
    private delegate void WriteGraphOf(
        Func<Calibration?, OnnxGraphOptions> options, Preprocessing preprocessing, IEnumerable<ReadOnlyMemory<float>> pictures, Stream destination);

    /// <summary>The method the user called, for errors.</summary>
    public string Verb { get; }

    public PictureTransformOptions Options { get; }

    public Preprocessing Preprocessing { get; }

    /// <summary>On how many pictures at most a network is calibrated, if it is.</summary>
    public int CalibrationPictures => ((Options as NetworkTransformOptions)?.Quantization ?? new QuantizationOptions()).MaximumPictures;

    /// <summary>The names of the graph's outputs.</summary>
    public string[] GraphOutputs => [.. _outputs.Select(output => output.Name)];

    /// <summary>Whether the graph's most probable label still has to be made a scalar.</summary>
    public bool HasTopLabel => _outputs.Any(output => output.Kind == GraphOutputKind.TopLabel);

    public static TransformPlan Featurize(EfficientNetFeaturizeOptions options)
    {
        var source = new NetworkSource(options);
        IReadOnlyList<string>? labels = source.Network.Classes == ImageNetLabels.All.Count ? ImageNet : null;
        var columns = options.AllOutputs.Select((pair, index) => (
            Column: new PlannedColumn(
                pair.Key,
                TemporaryColumns.FeaturesAt(index),
                PlannedType.Vector,
                HasSlotNames: pair.Value.Kind == FeatureKind.Pooled || (pair.Value.Kind == FeatureKind.Logits && labels is not null)),
            Output: new GraphOutput(
                pair.Value.Kind switch
                {
                    FeatureKind.Pooled => GraphOutputKind.Pooled,
                    FeatureKind.Logits => GraphOutputKind.Logits,
                    _ => GraphOutputKind.Endpoint,
                },
                TemporaryColumns.FeaturesAt(index),
                pair.Value.Level))).ToList();
        bool hasLogits = columns.Any(column => column.Output.Kind == GraphOutputKind.Logits);
        return OfNetwork(
            nameof(EfficientNetCatalog.EfficientNetFeaturize),
            options,
            source,
            [.. columns.Select(column => column.Output)],
            [.. columns.Select(column => column.Column)],
            hasLogits ? labels : null);
    }

    public static TransformPlan Classify(EfficientNetClassifyOptions options)
    {
        const string verb = nameof(EfficientNetCatalog.EfficientNetClassify);
        var source = new NetworkSource(options);
        Network network = source.Network;
        IReadOnlyList<string> labels = options.Labels ?? ImageNet;
        if (labels.Count != network.Classes)
        {
            throw new ArgumentException(
                $"{verb}: there are {labels.Count:N0} labels{(options.Labels is null ? " (ImageNet's)" : "")}, but the weights of {network.Variant} have {network.Classes:N0} classes. Set Labels to one label a class, in the weights' order.");
        }

        return OfNetwork(
            verb,
            options,
            source,
            [
                new(GraphOutputKind.Probabilities, TemporaryColumns.Probabilities),
                new(GraphOutputKind.TopLabel, TemporaryColumns.TopLabel),
                new(GraphOutputKind.TopProbability, TemporaryColumns.TopProbability),
            ],
            [
                new(options.ScoreColumnName, TemporaryColumns.Probabilities, PlannedType.Vector, HasSlotNames: true),
                new(options.PredictedLabelColumnName, TemporaryColumns.PredictedLabel, PlannedType.Text),
                new(options.ProbabilityColumnName, TemporaryColumns.Probability, PlannedType.Number),
            ],
            labels);
    }

    /// <summary>What a classifier is trained on: the pooled features.</summary>
    public static TransformPlan PooledFeatures(string verb, EfficientNetClassificationOptions options, ClassificationNetwork network) => OfNetwork(
        verb,
        options,
        network.Source,
        [new(GraphOutputKind.Pooled, TemporaryColumns.Features)],
        [],
        labels: null,
        network.CalibrateOnce);

    /// <summary>A trained classifier, whose predicted label is still a text.</summary>
    public static TransformPlan TrainedClassifier(
        string verb, EfficientNetClassificationOptions options, ClassificationNetwork network, ClassificationHead head, IReadOnlyList<string> labels)
    {
        List<GraphOutput> outputs =
        [
            new(GraphOutputKind.Probabilities, TemporaryColumns.Probabilities),
            new(GraphOutputKind.TopLabel, TemporaryColumns.TopLabel),
            new(GraphOutputKind.TopProbability, TemporaryColumns.TopProbability),
        ];
        List<PlannedColumn> columns =
        [
            new(options.ScoreColumnName, TemporaryColumns.Probabilities, PlannedType.Vector, HasSlotNames: true),
            new(options.PredictedLabelColumnName, TemporaryColumns.PredictedLabel, PlannedType.Text),
        ];
        if (options.ExplanationColumnName is not null)
        {
            outputs.Add(new GraphOutput(GraphOutputKind.ClassActivations, TemporaryColumns.ClassActivations));
            columns.Add(new PlannedColumn(options.ExplanationColumnName, TemporaryColumns.ClassActivations, PlannedType.Vector));
        }

        return OfNetwork(verb, options, network.Source, outputs, columns, labels, network.CalibrateOnce, head);
    }

    public static TransformPlan Preprocess(EfficientNetPreprocessOptions options) => new(
        nameof(EfficientNetCatalog.EfficientNetPreprocess),
        options,
        options.Preprocessing ?? TrainedPreprocessing.Of(EfficientNetVariant.Parse(BundledWeights.VariantName)),
        [new(GraphOutputKind.Input, TemporaryColumns.Features)],
        [new(options.OutputColumnName, TemporaryColumns.Features, PlannedType.Vector)],
        labels: null,
        (_, preprocessing, _, destination) =>
            OnnxGraph.BuildRow(preprocessing.Height, preprocessing.Width, TemporaryColumns.Features, TemporaryColumns.Prefix).WriteTo(destination));

    /// <summary>The kind of the input column, which must be there and hold pictures.</summary>
    public InputKind KindOf(DataViewSchema schema) => Accept(InputColumn.KindOf(schema, Options.InputColumnName, Verb));

    /// <summary>The same by the shape of a schema.</summary>
    public InputKind KindOf(SchemaShape shape) => Accept(InputColumn.KindOf(shape, Options.InputColumnName, Verb));

    /// <summary>What the user gets, in order. Pixels that are normalized already come from no file that could be broken.</summary>
    public IReadOnlyList<PlannedColumn> ColumnsFor(InputKind kind)
        => Options.BrokenPictures == BrokenPicturePolicy.Skip && kind != InputKind.NormalizedPixels
            ? [.. _columns, new PlannedColumn(Options.BrokenPictureColumnName, TemporaryColumns.Problem, PlannedType.Text)]
            : _columns;

    /// <summary>Writes the graph of one row, which takes prepared pixels: those of a picture, or those that the column holds.</summary>
    /// <param name="normalizedPixels">Height and width where the column holds normalized pixels, else null.</param>
    /// <param name="pictures">Prepared pictures to calibrate the network on, looked at only where that is needed; how many is for them to say.</param>
    /// <param name="destination">Takes the file.</param>
    public void WriteGraph((int Height, int Width)? normalizedPixels, IEnumerable<ReadOnlyMemory<float>> pictures, Stream destination)
    {
        Preprocessing preprocessing = PreparedAs(normalizedPixels);
        _write(
            calibration => new OnnxGraphOptions
            {
                Preprocessing = normalizedPixels is null ? preprocessing : null,
                TakesNormalizedPixels = true,
                Height = preprocessing.Height,
                Width = preprocessing.Width,
                RowInput = normalizedPixels is null ? RowInput.PreparedOrNone : RowInput.Prepared,
                InputPrefix = TemporaryColumns.Prefix,
                Outputs = _outputs,
                Labels = _labels,
                Head = _head,
                OneRow = true,
                Calibration = calibration,
            },
            preprocessing,
            pictures,
            destination);
    }

    /// <summary>How pixels are prepared; those that are normalized already are taken to be so as for the plan, at their own size.</summary>
    public Preprocessing PreparedAs((int Height, int Width)? normalizedPixels) =>
        normalizedPixels is { } size ? Preprocessing with { Height = size.Height, Width = size.Width } : Preprocessing;

    private InputKind Accept(InputKind kind) => kind == InputKind.NormalizedPixels && Options is EfficientNetPreprocessOptions
        ? throw new ArgumentException($"{Verb}: the input column '{Options.InputColumnName}' holds normalized pixels, with which nothing is left to do; expected paths, files' bytes or images.")
        : kind;

    private static IReadOnlyList<string> ImageNet { get; } = [.. ImageNetLabels.All.Select(label => label.Description)];

    private static TransformPlan OfNetwork(
        string verb,
        NetworkTransformOptions options,
        NetworkSource source,
        IReadOnlyList<GraphOutput> outputs,
        IReadOnlyList<PlannedColumn> columns,
        IReadOnlyList<string>? labels,
        Func<Func<Calibration>, Calibration>? once = null,
        ClassificationHead? head = null)
    {
        return new TransformPlan(verb, options, source.Preprocessing, outputs, columns, labels, Write, head);

        void Write(Func<Calibration?, OnnxGraphOptions> graph, Preprocessing preprocessing, IEnumerable<ReadOnlyMemory<float>> pictures, Stream destination)
        {
            using WeightsFile weights = source.Open();
            Calibration Find() => NetworkCalibration.Find(source.Network, weights, preprocessing, options.Quantization, pictures);
            Calibration? calibration = options.Precision == Precision.Int8 ? once?.Invoke(Find) ?? Find() : null;
            OnnxGraph.Describe(source.Network, weights, graph(calibration)).WriteTo(destination);
        }
    }
}
