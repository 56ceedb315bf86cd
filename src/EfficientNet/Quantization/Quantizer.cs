using EfficientNet.Architecture;
using EfficientNet.Graph;
using EfficientNet.Imaging;
using EfficientNet.Weights;

namespace EfficientNet.Quantization;

/// <summary>
/// Post-training static quantization: finds the ranges that a network's values lie in, so that they can be stored in bytes (Jacob et
/// al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", 2018, section 2). Nothing is
/// trained, and the weights stay as they are.
/// </summary>
public static class Quantizer
{
    /// <summary>Runs pictures through the network in single precision and notes the range of values at every point.</summary>
    /// <param name="variant">The network's design.</param>
    /// <param name="weights">Its tensors, each of them and no others, by timm's names.</param>
    /// <param name="preprocessing">How the pictures were prepared; says their size.</param>
    /// <param name="pictures">
    /// Prepared pictures, 3 x height x width normalized numbers each (<see cref="Preprocessing.Apply"/>), like those the network is to be
    /// used on; 32 to 128 do. Asked for one after the other, up to <see cref="QuantizationOptions.MaximumPictures"/>.
    /// </param>
    /// <param name="options">The method; by default all but the outermost 0.001 % of values.</param>
    /// <param name="progress">Told the number of pictures that are done.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArgumentException">There is no picture, one is of another size, or the options or the preprocessing are not possible.</exception>
    /// <exception cref="InvalidDataException">The weights are not the variant's, or a picture leads to numbers that are not finite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Calibration Calibrate(
        EfficientNetVariant variant,
        ITensorSource weights,
        Preprocessing preprocessing,
        IEnumerable<ReadOnlyMemory<float>> pictures,
        QuantizationOptions? options = null,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        options ??= new QuantizationOptions();
        options.Validate();
        var network = Check(variant, weights, preprocessing);
        using var watched = new WatchedNetwork(network, weights, preprocessing.Height, preprocessing.Width);
        var statistics = watched.Points.ToDictionary(
            point => point, _ => new ActivationStatistics(options.Method != CalibrationMethod.MinMax), StringComparer.Ordinal);
        var count = 0;
        foreach (var picture in pictures.Take(options.MaximumPictures))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Check(picture, preprocessing, count);
            Watch(watched, picture, count, (point, values, channels) => statistics[point].Add(values, channels));
            count++;
            progress?.Report(count);
        }

        if (count == 0)
        {
            throw new ArgumentException($"There is no picture to calibrate {variant.Name} with.", nameof(pictures));
        }

        statistics.Remove(WatchedNetwork.Pooled); // not stored in bytes
        return new Calibration(new CalibrationContent(
            variant.Name,
            WeightsFingerprint.Of(network, weights),
            preprocessing,
            options.Method,
            count,
            statistics.ToDictionary(pair => pair.Key, pair => RangeChoice.Of(pair.Value, options)),
            options.CorrectsBiases ? watched.Inputs.ToDictionary(point => point, point => ChannelMeans.Of(statistics[point].Means)) : null));
    }

    /// <summary>
    /// Says what int8 does to a network, layer by layer: runs pictures in single precision and in int8 and compares the values at
    /// every point.
    /// </summary>
    /// <param name="variant">The network's design.</param>
    /// <param name="weights">Its tensors, each of them and no others, by timm's names.</param>
    /// <param name="calibration">Of these weights.</param>
    /// <param name="pictures">Prepared as those of the calibration, best other ones than those; one does, a few say more.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArgumentException">There is no picture, one is of another size, or the calibration is of other weights.</exception>
    /// <exception cref="InvalidDataException">The weights are not the variant's, or a picture leads to numbers that are not finite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static QuantizationReport Explain(
        EfficientNetVariant variant,
        ITensorSource weights,
        Calibration calibration,
        IEnumerable<ReadOnlyMemory<float>> pictures,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        ArgumentNullException.ThrowIfNull(pictures);
        var preprocessing = calibration.Preprocessing;
        var network = Check(variant, weights, preprocessing);
        calibration.Verify(network, weights, preprocessing: null);
        using var exact = new WatchedNetwork(network, weights, preprocessing.Height, preprocessing.Width);
        using var bytes = new WatchedNetwork(network, weights, preprocessing.Height, preprocessing.Width, calibration);
        var comparison = new PointComparison(calibration);
        var count = 0;
        foreach (var picture in pictures)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Check(picture, preprocessing, count);
            comparison.Add(exact, bytes, picture, count++);
        }

        if (count == 0)
        {
            throw new ArgumentException($"There is no picture to compare {variant.Name} in int8 and in single precision with.", nameof(pictures));
        }

        return new QuantizationReport(calibration, count, comparison.Layers(exact.Points, bytes.Convolutions));
    }

    /// <summary>As <see cref="WatchedNetwork.Run"/>; numbers that are not finite are an error that names the point.</summary>
    internal static void Watch(WatchedNetwork watched, ReadOnlyMemory<float> picture, int index, WatchedNetwork.Look look)
    {
        try
        {
            watched.Run(picture, (point, values, channels) =>
            {
                try
                {
                    look(point, values, channels);
                }
                catch (InvalidDataException exception)
                {
                    throw new InvalidDataException($"Picture {index} leads to {exception.Message} at {point}.", exception);
                }
            });
        }
        catch (AggregateException exception)
        {
            throw new InvalidDataException(exception.InnerException!.Message, exception);
        }
    }

    private static Network Check(EfficientNetVariant variant, ITensorSource weights, Preprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(variant);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(preprocessing);
        preprocessing.Validate();
        var network = variant.Expand(WeightsCheck.CountClasses(weights));
        WeightsCheck.Verify(network, weights);
        return network;
    }

    private static void Check(ReadOnlyMemory<float> picture, Preprocessing preprocessing, int index)
    {
        var expected = Network.InputChannels * preprocessing.Height * preprocessing.Width;
        if (picture.Length != expected)
        {
            throw new ArgumentException(
                $"Picture {index} has {picture.Length} numbers, expected 3 x {preprocessing.Height} x {preprocessing.Width} = {expected}.", nameof(picture));
        }
    }
}
