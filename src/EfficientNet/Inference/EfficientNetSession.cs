using EfficientNet.Architecture;
using EfficientNet.Graph;
using EfficientNet.Imaging;
using EfficientNet.Weights;

namespace EfficientNet.Inference;

/// <summary>A network with its weights, ready to run. Safe for use by several threads at once; keep one, as it uses all cores.</summary>
public sealed class EfficientNetSession : IDisposable
{
    private readonly string[] _outputs;
    private readonly OnnxSession _network;

    /// <summary>Builds the network's graph and loads it.</summary>
    /// <param name="variant">The network's design.</param>
    /// <param name="weights">
    /// Its tensors, each of them and no others, by timm's names, as <see cref="WeightsFile"/> gives them whatever the file calls them. Not needed
    /// any more when the constructor returns.
    /// </param>
    /// <param name="options">Outputs, preprocessing, threads; by default pooled features of normalized pixels.</param>
    /// <exception cref="ArgumentException">The options do not fit each other or the network.</exception>
    /// <exception cref="InvalidDataException">The weights are not the variant's: tensors are missing, of another shape or unexpected.</exception>
    public EfficientNetSession(EfficientNetVariant variant, ITensorSource weights, EfficientNetSessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(variant);
        ArgumentNullException.ThrowIfNull(weights);
        options ??= new EfficientNetSessionOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads, nameof(options));
        options.Preprocessing?.Validate(); // before the network is loaded, which takes long and would have to be let go again
        if (options.Outputs.FirstOrDefault(output => output.Kind == GraphOutputKind.TopLabel) is { } text)
        {
            throw new ArgumentException($"Output '{text.Name}' is a label; a model returns numbers only. Look the label up by the largest logit.", nameof(options));
        }

        Network = variant.Expand(WeightsCheck.CountClasses(weights));
        Preprocessing = options.Preprocessing;
        _outputs = [.. options.Outputs.Select(output => output.Name)];
        var graphOptions = new OnnxGraphOptions
        {
            Preprocessing = Preprocessing,
            TakesNormalizedPixels = true,
            Outputs = options.Outputs,
            Head = options.Head,
            Calibration = options.Calibration,
        };
        _network = OnnxSession.Load(OnnxGraph.Describe(Network, weights, graphOptions), new OnnxSessionSettings(typeof(EfficientNetSession), options.Threads));
    }

    /// <summary>The network, with as many classes as its weights have, whatever head stands behind it.</summary>
    public Network Network { get; }

    /// <summary>How pictures are prepared; null if the model takes only normalized pixels.</summary>
    public Preprocessing? Preprocessing { get; }

    /// <summary>
    /// Saves a network with its weights as an ONNX file for any program that reads the format; <see cref="OnnxGraph"/> says what its
    /// metadata hold. The file is written under a temporary name beside it and renamed, so it is there as a whole or not at all; a
    /// file of that name is replaced. Of the weights, no more than one tensor at a time is in memory.
    /// </summary>
    /// <param name="path">The file's path; its folder must exist.</param>
    /// <param name="variant">The network's design.</param>
    /// <param name="weights">Its tensors, each of them and no others.</param>
    /// <param name="options">Inputs, outputs, sizes, labels, licence; by default pooled features of normalized pixels of any number and size.</param>
    /// <param name="progress">Told the share that is written, up to 1. Default: null.</param>
    /// <param name="cancellationToken">Ends it; then the file is as it was before.</param>
    /// <exception cref="ArgumentException">The options do not fit each other or the network; the message lists all problems.</exception>
    /// <exception cref="InvalidDataException">The weights are not the variant's: tensors are missing, of another shape or unexpected.</exception>
    /// <exception cref="NotSupportedException">The file would be larger than the 2 GB that an ONNX file can hold.</exception>
    /// <exception cref="IOException">The file cannot be written, or its folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void SaveOnnx(
        string path,
        EfficientNetVariant variant,
        ITensorSource weights,
        OnnxGraphOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(variant);
        ArgumentNullException.ThrowIfNull(weights);
        var graph = OnnxGraph.Describe(variant.Expand(WeightsCheck.CountClasses(weights)), weights, options);
        WholeFile.Write(path, stream => graph.WriteTo(stream, progress, cancellationToken));
        progress?.Report(1);
    }

    /// <summary>Runs the network on pictures that are prepared already.</summary>
    /// <param name="pixels">Normalized as the weights want them: picture by picture, red, green, blue, row by row. Not changed.</param>
    /// <param name="pictures">How many pictures there are.</param>
    /// <param name="height">Their height in pixels; any.</param>
    /// <param name="width">Their width in pixels; any.</param>
    /// <returns>The outputs by name.</returns>
    /// <exception cref="ArgumentException">The number of pixels is not pictures x 3 x height x width.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    /// <exception cref="ObjectDisposedException">The model has been disposed of.</exception>
    public IReadOnlyDictionary<string, ModelOutput> Run(ReadOnlyMemory<float> pixels, int pictures, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pictures);
        CheckLength(pixels.Length, (long)pictures * Network.InputChannels, height, width, $"{pictures} x {Network.InputChannels} x {height} x {width} (pictures, channels, height, width)");
        using var input = OnnxSession.Tensor(pixels, pictures, Network.InputChannels, height, width);
        using var outputs = _network.Run([GraphFrame.NormalizedInput], [input], _outputs);
        return _outputs.Zip(outputs).ToDictionary(pair => pair.First, pair => OnnxSession.Copy(pair.Second));
    }

    /// <summary>Prepares a picture of any size by <see cref="Imaging.Preprocessing.Apply"/> and runs the network on it.</summary>
    /// <param name="rgb">Its colours: row by row, red, green, blue in turn. Not changed.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <returns>The outputs by name, for one picture.</returns>
    /// <exception cref="InvalidOperationException">The model was made without preprocessing.</exception>
    /// <exception cref="ArgumentException">The number of bytes is not height x width x 3.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    /// <exception cref="ObjectDisposedException">The model has been disposed of.</exception>
    public IReadOnlyDictionary<string, ModelOutput> Run(ReadOnlyMemory<byte> rgb, int height, int width)
    {
        if (Preprocessing is null)
        {
            throw new InvalidOperationException($"This model of {Network.Variant.Name} was made without Preprocessing: it takes normalized pixels only.");
        }

        CheckLength(rgb.Length, Network.InputChannels, height, width, $"{height} x {width} x {Network.InputChannels} (height, width, colours)");
        var prepared = new float[Network.InputChannels * Preprocessing.Height * Preprocessing.Width];
        Preprocessing.Apply(rgb.Span, height, width, PixelOrder.Rgb, prepared);
        return Run(prepared, 1, Preprocessing.Height, Preprocessing.Width);
    }

    /// <summary>Waits for runs under way and frees the network's memory.</summary>
    public void Dispose() => _network.Dispose();

    private static void CheckLength(int found, long channels, int height, int width, string expected)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        var count = (Int128)channels * height * width;
        if (found != count)
        {
            throw new ArgumentException($"Expected {expected} = {count} numbers, found {found}.");
        }
    }
}
