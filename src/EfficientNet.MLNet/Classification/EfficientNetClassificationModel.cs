using EfficientNet.MLNet.Classification;
using EfficientNet.MLNet.Pipeline;
using EfficientNet.MLNet.Reporting;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet;

/// <summary>
/// A trained classifier of pictures. It gives each row the classes' probabilities, the most probable class as a key, and what else was asked for. Saved by
/// <c>ml.Model.Save</c>, it is loaded by <c>ml.Model.Load</c>, or faster by <see cref="EfficientNetModel"/>, in any process that can find this assembly, with equal
/// results. What it was trained on (<see cref="Summary"/>) and what goes beyond scoring (<see cref="Explain(string)"/>, <see cref="SaveReport"/>,
/// <see cref="SaveOnnx"/>) is there as long as this object and the weights' file are, and is not saved with it; <see cref="EfficientNetClassificationOptions.ExplanationColumnName"/>
/// is. Disposing of it frees the network.
/// </summary>
public sealed class EfficientNetClassificationModel : ITransformer, IDisposable
{
    private readonly EfficientNetTransformer _scorer;
    private readonly TransformerChain<ITransformer> _chain;
    private readonly TrainedNetwork _network;
    private readonly TrainingRecord _record;

    internal EfficientNetClassificationModel(
        EfficientNetTransformer scorer, IReadOnlyList<ITransformer> keys, TrainedNetwork network, TrainingRecord record, TrainingSummary summary)
    {
        _scorer = scorer;
        _chain = new TransformerChain<ITransformer>([scorer, .. keys]);
        _network = network;
        _record = record;
        Summary = summary;
        Labels = [.. summary.Classes.Select(each => each.Name)];
    }

    /// <summary>The classes' names, in the order of the probabilities.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>What the model was trained on, how, and how good it is.</summary>
    public TrainingSummary Summary { get; }

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The columns of data with the given columns after this model.</summary>
    /// <param name="inputSchema">The data's columns; the label column need not be among them.</param>
    /// <exception cref="ArgumentException">The input column is missing or does not hold what the model was trained on.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _chain.GetOutputSchema(inputSchema);

    /// <summary>
    /// The data with this model's columns added. Nothing is computed before the new columns are read; then rows are scored some way ahead of the reader, on
    /// all cores, in the data's order.
    /// </summary>
    /// <param name="input">The data; the label column need not be among theirs.</param>
    /// <exception cref="ArgumentException">The input column is missing or does not hold what the model was trained on.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public IDataView Transform(IDataView input) => _chain.Transform(input);

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => ((ITransformer)_chain).GetRowToRowMapper(inputSchema);

    // As with EfficientNetTransformer: what is saved is the chain.
    void ICanSaveModel.Save(ModelSaveContext ctx) => ((ICanSaveModel)_chain).Save(ctx);

    /// <summary>Explains what the model says of the picture in a file.</summary>
    /// <param name="path">Its path; a relative one starts where those of the input column do.</param>
    /// <exception cref="Imaging.PictureException">The picture is missing or broken.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public Explanation Explain(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using OpenPicture picture = new PictureReader(_network.Settings).OpenPath(path);
        return _network.Explain(picture);
    }

    /// <summary>Explains what the model says of the picture that a file's bytes hold.</summary>
    /// <param name="file">All bytes of the file.</param>
    /// <exception cref="Imaging.PictureException">The picture is broken.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public Explanation Explain(ReadOnlyMemory<byte> file)
    {
        using OpenPicture picture = new PictureReader(_network.Settings).OpenBytes(file);
        return _network.Explain(picture);
    }

    /// <summary>Explains what the model says of an image.</summary>
    /// <param name="image">The image; it stays the caller's.</param>
    /// <exception cref="Imaging.PictureException">The image is disposed.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public Explanation Explain(MLImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using OpenPicture picture = new PictureReader(_network.Settings).OpenImage(image);
        return _network.Explain(picture);
    }

    /// <summary>
    /// Saves a report on the training as one HTML file for any browser: the data, curves, the confusion matrix, calibration, the most confident mistakes with heat maps, near
    /// duplicates, skipped pictures, the network's card. Pictures are read again from the data that the model was trained on.
    /// </summary>
    /// <param name="path">The file's path; its folder must exist. It is there as a whole or not at all; a file of that name is replaced.</param>
    /// <exception cref="IOException">The file cannot be written; the message names it.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public void SaveReport(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ReportWriter.Write(new ReportBuilder(Summary, _record, _network).Build(), path);
    }

    /// <summary>
    /// Saves network, head and probabilities as one ONNX file for other programs, with preprocessing inside: pixels of a picture of any size in, in the inputs that
    /// <see cref="Graph.OnnxGraphOptions.Preprocessing"/> describes; <c>probabilities</c> (float [1, classes]) and <c>label</c> (string [1]) out. The
    /// classes' names are in its metadata, <c>efficientnet.labels</c>. Of a model that was trained on normalized pixels, the file takes such.
    /// The file knows nothing of EXIF: whoever calls it turns pictures upright first, if the model was trained with <see cref="PictureTransformOptions.ApplyExifOrientation"/>.
    /// </summary>
    /// <param name="path">The file's path; its folder must exist. It is there as a whole or not at all; a file of that name is replaced.</param>
    /// <param name="precision">
    /// What the network computes in. For <see cref="Precision.Int8"/> it is calibrated as <see cref="NetworkTransformOptions.Precision"/> says, on pictures of the training
    /// data where nothing is bundled. Default: <see cref="Precision.Single"/>, also if the model itself is in int8.
    /// </param>
    /// <param name="progress">Told the share that is written, up to 1. Default: null.</param>
    /// <param name="cancellationToken">Ends it; then the file is as it was before.</param>
    /// <exception cref="IOException">The file cannot be written, or its folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void SaveOnnx(string path, Precision precision = Precision.Single, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Enum.IsDefined(precision))
        {
            throw new ArgumentOutOfRangeException(nameof(precision), precision, "Expected Single or Int8.");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"The ONNX file cannot be written to '{path}': expected a path in a folder that is there, but there is no '{folder}'. Make it, or give another path.");
        }

        _network.SaveOnnx(path, precision, progress, cancellationToken);
    }

    /// <summary>
    /// Waits for runs under way and frees the network's memory; the model can neither score nor be saved any more. A <c>PredictionEngine</c> disposes of its
    /// model when it is disposed of, unless it is made with <c>OwnsTransformer = false</c>.
    /// </summary>
    public void Dispose()
    {
        _network.Dispose();
        _scorer.Dispose();
    }
}
