using EfficientNet.Architecture;
using EfficientNet.Explanation;
using EfficientNet.Graph;
using EfficientNet.Imaging;
using EfficientNet.Inference;
using EfficientNet.MLNet.Pipeline;
using EfficientNet.Quantization;
using EfficientNet.Training;
using EfficientNet.Weights;
using Microsoft.ML;

namespace EfficientNet.MLNet.Classification;

/// <summary>Network and head of a model, for what ML.NET has no word for: explanations and files for other programs. Safe for use by several threads at once.</summary>
internal sealed class TrainedNetwork : IDisposable
{
    private const string Probabilities = "probabilities";
    private const string Activations = "activations";
    private const string Label = "label";

    private readonly EfficientNetClassificationOptions _options;
    private readonly ClassificationNetwork _network;
    private readonly ClassificationHead _head;
    private readonly IReadOnlyList<string> _labels;
    private readonly CalibrationPictures _calibrationPictures;
    private readonly Lazy<EfficientNetSession> _session;
    private volatile bool _isDisposed;

    public TrainedNetwork(
        EfficientNetClassificationOptions options, ClassificationNetwork network, ClassificationHead head, IReadOnlyList<string> labels, TransformPlan plan, IDataView data)
    {
        _options = options;
        _network = network;
        _head = head;
        _labels = labels;
        Kind = plan.KindOf(data.Schema);
        DataViewSchema.Column column = data.Schema[options.InputColumnName];
        (int Height, int Width)? pixels = Kind == InputKind.NormalizedPixels ? InputColumn.PixelSize(column, plan.Verb) : null;
        Settings = PortableChain.SettingsOf(plan, column, pixels);
        _calibrationPictures = new CalibrationPictures(data, plan.Verb, Kind, Settings, plan.CalibrationPictures);
        _session = new Lazy<EfficientNetSession>(Load);
    }

    /// <summary>What the column of pictures holds.</summary>
    public InputKind Kind { get; }

    /// <summary>The network's layers.</summary>
    public Network Network => _network.Source.Network;

    /// <summary>What is known of its weights; null for a file of the user's own.</summary>
    public PretrainedConfiguration? Configuration => _network.Source.Configuration;

    /// <summary>How pictures are read and prepared.</summary>
    public PictureSettings Settings { get; }

    /// <summary>Runs the network on a picture that is open.</summary>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public Explanation Explain(in OpenPicture picture)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(EfficientNetClassificationModel));
        Preprocessing preprocessing = Settings.Preprocessing;
        var reader = new PictureReader(Settings);
        float[] prepared = new float[reader.Length];
        reader.Prepare(picture, prepared);
        RgbPicture rgb = RgbPicture.Of(picture.Pixels, picture.Height, picture.Width, picture.Order, picture.Orientation);
        IReadOnlyDictionary<string, ModelOutput> outputs = _session.Value.Run(prepared, 1, preprocessing.Height, preprocessing.Width);
        ModelOutput maps = outputs[Activations];
        return new Explanation(
            _labels, outputs[Probabilities].Values, new ClassActivationMaps(maps.Shape[1], maps.Shape[2], maps.Shape[3], maps.Values), rgb, preprocessing);
    }

    /// <summary>Saves an ONNX file.</summary>
    public void SaveOnnx(string path, Precision precision, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        using WeightsFile weights = _network.Source.Open();
        bool isPicture = Kind != InputKind.NormalizedPixels;
        var options = new OnnxGraphOptions
        {
            Preprocessing = isPicture ? Settings.Preprocessing : null,
            Height = isPicture ? null : Settings.Preprocessing.Height,
            Width = isPicture ? null : Settings.Preprocessing.Width,
            Outputs = [new(GraphOutputKind.Probabilities, Probabilities), new(GraphOutputKind.TopLabel, Label)],
            Labels = _labels,
            License = Configuration?.License,
            Head = _head,
            Calibration = precision == Precision.Int8 ? Calibrate(weights) : null,
        };
        EfficientNetSession.SaveOnnx(path, _network.Source.Network.Variant, weights, options, progress, cancellationToken);
    }

    public void Dispose()
    {
        _isDisposed = true;
        if (_session.IsValueCreated)
        {
            _session.Value.Dispose();
        }
    }

    private EfficientNetSession Load()
    {
        using WeightsFile weights = _network.Source.Open();
        return new EfficientNetSession(_network.Source.Network.Variant, weights, new EfficientNetSessionOptions
        {
            Outputs = [new(GraphOutputKind.Probabilities, Probabilities), new(GraphOutputKind.ClassActivations, Activations)],
            Head = _head,
            Calibration = _options.Precision == Precision.Int8 ? Calibrate(weights) : null,
        });
    }

    private Calibration Calibrate(WeightsFile weights) => _network.CalibrateOnce(
        () => NetworkCalibration.Find(_network.Source.Network, weights, Settings.Preprocessing, _options.Quantization, _calibrationPictures));
}
