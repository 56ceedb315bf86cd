using System.Globalization;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>
/// The options that the mapping from a picture to its pixels obeys. A saved mapping is a name without parameters, so they travel as the
/// constant output of a small graph in front of it, one text each.
/// </summary>
internal readonly record struct PictureSettings(string InputColumnName, string ImageFolder, BrokenPicturePolicy BrokenPictures, long MaximumPixels)
{
    public const int Count = 4;

    public static PictureSettings From(PictureTransformOptions options)
        => new(options.InputColumnName, options.ImageFolder ?? "", options.BrokenPictures, options.MaximumPixels);

    public static PictureSettings Parse(in VBuffer<ReadOnlyMemory<char>> texts)
    {
        ReadOnlySpan<ReadOnlyMemory<char>> values = texts.GetValues();
        return new PictureSettings(
            values[0].ToString(),
            values[1].ToString(),
            values[2].Span.SequenceEqual(nameof(BrokenPicturePolicy.Skip)) ? BrokenPicturePolicy.Skip : BrokenPicturePolicy.Fail,
            long.Parse(values[3].Span, NumberStyles.None, CultureInfo.InvariantCulture));
    }

    public string[] ToTexts()
        => [InputColumnName, ImageFolder, BrokenPictures.ToString(), MaximumPixels.ToString(CultureInfo.InvariantCulture)];
}
