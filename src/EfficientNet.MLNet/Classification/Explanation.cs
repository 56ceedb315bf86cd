using EfficientNet.Explanation;
using EfficientNet.Graph;
using EfficientNet.Imaging;
using EfficientNet.MLNet.Pipeline;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet;

/// <summary>
/// Why a classifier says of one picture what it says: each class's probability, and what each place of the picture adds to it. Holds a copy of the
/// picture's pixels. Immutable.
/// </summary>
public sealed class Explanation
{
    /// <summary>How many labels an error names before it only counts them.</summary>
    private const int NamedLabels = 10;

    private readonly RgbPicture _picture;
    private readonly Preprocessing _preprocessing;

    /// <param name="labels">The classes' labels.</param>
    /// <param name="probabilities">Their probabilities, of the same run as the maps.</param>
    /// <param name="maps">Their maps.</param>
    /// <param name="picture">The picture, turned as it was for the network.</param>
    /// <param name="preprocessing">What prepared it.</param>
    internal Explanation(IReadOnlyList<string> labels, IReadOnlyList<float> probabilities, ClassActivationMaps maps, RgbPicture picture, Preprocessing preprocessing)
    {
        if (labels.Count != probabilities.Count || labels.Count != maps.Classes)
        {
            throw new ArgumentException($"There are {labels.Count} labels, {probabilities.Count} probabilities and maps of {maps.Classes} classes, but should be as many of each.");
        }

        Labels = labels;
        Probabilities = probabilities;
        Maps = maps;
        PredictedLabel = labels[Enumerable.Range(0, labels.Count).MaxBy(index => probabilities[index])];
        _picture = picture;
        _preprocessing = preprocessing;
    }

    /// <summary>The classes' labels, in the order of <see cref="Probabilities"/> and of the maps.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The classes' probabilities, which sum to 1.</summary>
    public IReadOnlyList<float> Probabilities { get; }

    /// <summary>The label of the most probable class.</summary>
    public string PredictedLabel { get; }

    /// <summary>
    /// The class activation maps: what each place of the network's input adds to each class's logit. From the same run as the
    /// probabilities, which are the softmax of the maps' means, up to rounding.
    /// </summary>
    public ClassActivationMaps Maps { get; }

    /// <summary>
    /// Draws what speaks for a class as heat over the picture, as <see cref="ClassActivationMaps.Draw"/> says: of the picture's own size, darkened where
    /// the network did not look.
    /// </summary>
    /// <param name="label">The class. Default: null, the most probable one.</param>
    /// <returns>The drawing, which is the caller's to dispose of.</returns>
    /// <exception cref="ArgumentException">There is no class of this label.</exception>
    public MLImage Draw(string? label = null)
    {
        var rgb = Maps.Draw(_picture.Pixels, _picture.Height, _picture.Width, _preprocessing, IndexOf(label ?? PredictedLabel));
        var rgba = new byte[rgb.Length / 3 * 4];
        for (int from = 0, to = 0; from < rgb.Length; from += 3, to += 4)
        {
            rgb.AsSpan(from, 3).CopyTo(rgba.AsSpan(to));
            rgba[to + 3] = byte.MaxValue;
        }

        DecoderRemains.Leave();
        return MLImage.CreateFromPixels(_picture.Width, _picture.Height, MLPixelFormat.Rgba32, rgba);
    }

    /// <summary>
    /// Saves what <see cref="Draw"/> draws as a PNG file. It is written under a temporary name beside it and renamed, so it is there as a whole or not at
    /// all; a file of that name is replaced.
    /// </summary>
    /// <param name="path">The file's path, best ending in <c>.png</c>; its folder must exist.</param>
    /// <param name="label">The class. Default: null, the most probable one.</param>
    /// <exception cref="ArgumentException">There is no class of this label.</exception>
    /// <exception cref="IOException">The file cannot be written; the message names it.</exception>
    public void SavePng(string path, string? label = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using MLImage drawing = Draw(label);

        try
        {
            // MLImage takes the format from the name's end.
            WholeFile.WriteNamed(path, ".png", drawing.Save);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new IOException(
                $"The explanation cannot be saved as '{path}': {exception.Message} Expected a file that may be written, in a folder that exists; name another place or make this one writable.",
                exception);
        }
    }

    private int IndexOf(string label)
    {
        for (int index = 0; index < Labels.Count; index++)
        {
            if (Labels[index] == label)
            {
                return index;
            }
        }

        string known = string.Join(", ", Labels.Take(NamedLabels).Select(each => $"'{each}'"));
        string more = Labels.Count > NamedLabels ? $" and {Labels.Count - NamedLabels} more" : "";
        throw new ArgumentException($"There is no class '{label}'; expected one of {known}{more}.", nameof(label));
    }
}
