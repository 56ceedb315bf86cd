using System.Text.Json;
using EfficientNet.Architecture;
using EfficientNet.Imaging;
using EfficientNet.Weights;

namespace EfficientNet.Quantization;

/// <summary>
/// The ranges of values at all points of a network where int8 stores them in bytes, and which weights and preprocessing they were seen
/// with. Small, without any picture in it; a graph made with it (<see cref="Graph.OnnxGraphOptions.Calibration"/>) computes in int8.
/// </summary>
public sealed class Calibration
{
    private readonly CalibrationContent _content;

    internal Calibration(CalibrationContent content) => _content = content;

    /// <summary>The name of the variant that was calibrated.</summary>
    public string Variant => _content.Variant;

    /// <summary>The hash (XXH128, hexadecimal) of its weights' names and numbers, but for the classifier's.</summary>
    public string WeightsHash => _content.Weights;

    /// <summary>How the pictures were prepared.</summary>
    public Preprocessing Preprocessing => _content.Preprocessing;

    /// <summary>How ranges followed from values.</summary>
    public CalibrationMethod Method => _content.Method;

    /// <summary>How many pictures were looked at.</summary>
    public int Pictures => _content.Pictures;

    /// <summary>Whether biases make up for what the rounding of weights does to the channels' means.</summary>
    public bool CorrectsBiases => _content.Means is not null;

    /// <summary>The ranges by the point's name: a layer's (<c>blocks.1.0.conv_pw</c>) or a block's (<c>blocks.1.0</c>), perhaps with a part of it.</summary>
    public IReadOnlyDictionary<string, ActivationRange> Ranges => _content.Ranges;

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="stream">JSON; stays open.</param>
    /// <exception cref="InvalidDataException">It is no calibration, or its numbers are not possible; the message says where.</exception>
    public static Calibration Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            var content = JsonSerializer.Deserialize(stream, CalibrationJson.Default.CalibrationContent) ?? throw new JsonException("it is null");
            content.Validate();
            return new Calibration(content);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"This is not a calibration as Calibration.Save writes it: {exception.Message}", exception);
        }
    }

    /// <summary>Writes everything as JSON, about 100 kilobytes for a small network.</summary>
    /// <param name="stream">Takes the text; stays open.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        JsonSerializer.Serialize(stream, _content, CalibrationJson.Default.CalibrationContent);
    }

    /// <summary>The mean of each channel at a point; null if biases are not to be corrected.</summary>
    internal float[]? Means(string point) => _content.Means is { } means ? ChannelMeans.Numbers(means.GetValueOrDefault(point) ?? []) : null;

    /// <summary>Whether this was seen with a network's weights and with pictures prepared this way.</summary>
    internal bool Fits(Network network, ITensorSource weights, Preprocessing preprocessing) =>
        network.Variant.Name == Variant && preprocessing == Preprocessing && WeightsFingerprint.Of(network, weights) == WeightsHash;

    /// <summary>Fails if this was not seen with a network's weights, or not with pictures prepared this way.</summary>
    internal void Verify(Network network, ITensorSource weights, Preprocessing? preprocessing)
    {
        if (network.Variant.Name != Variant)
        {
            throw new ArgumentException($"The calibration is of {Variant}, not of {network.Variant.Name}; calibrate that network with Quantizer.Calibrate.");
        }

        if (preprocessing is not null && preprocessing != Preprocessing)
        {
            throw new ArgumentException(
                $"The calibration of {Variant} was made with pictures prepared otherwise: {Preprocessing}, but the graph has {preprocessing}; calibrate with the same preprocessing.");
        }

        if (WeightsFingerprint.Of(network, weights) is var hash && hash != WeightsHash)
        {
            throw new ArgumentException(
                $"The calibration is of other weights of {Variant}: it was made with those of hash {WeightsHash}, these have {hash}; calibrate these with Quantizer.Calibrate.");
        }
    }
}
