using System.Globalization;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>
/// The options that the mapping from a picture to its pixels obeys. A saved mapping is a name without parameters, so they travel as the
/// constant output of a small graph in front of it, one text each. Height and width are those of images that all have one size, else 0.
/// </summary>
internal readonly record struct PictureSettings(
    string InputColumnName, string ImageFolder, BrokenPicturePolicy BrokenPictures, long MaximumPixels, int Height, int Width)
{
    public const int Count = 6;

    public static PictureSettings From(PictureTransformOptions options, int height, int width)
        => new(options.InputColumnName, options.ImageFolder ?? "", options.BrokenPictures, options.MaximumPixels, height, width);

    public static PictureSettings Parse(in VBuffer<ReadOnlyMemory<char>> texts)
    {
        ReadOnlySpan<ReadOnlyMemory<char>> values = texts.GetValues();
        return new PictureSettings(
            values[0].ToString(),
            values[1].ToString(),
            values[2].Span.SequenceEqual(nameof(BrokenPicturePolicy.Skip)) ? BrokenPicturePolicy.Skip : BrokenPicturePolicy.Fail,
            long.Parse(values[3].Span, NumberStyles.None, CultureInfo.InvariantCulture),
            SideAt(values, 4),
            SideAt(values, 5));
    }

    public string[] ToTexts()
        =>
        [
            InputColumnName, ImageFolder, BrokenPictures.ToString(), MaximumPixels.ToString(CultureInfo.InvariantCulture),
            Height.ToString(CultureInfo.InvariantCulture), Width.ToString(CultureInfo.InvariantCulture),
        ];

    /// <summary>Models that were saved before there were sizes end at the fourth text.</summary>
    private static int SideAt(ReadOnlySpan<ReadOnlyMemory<char>> values, int index)
        => index < values.Length ? int.Parse(values[index].Span, NumberStyles.None, CultureInfo.InvariantCulture) : 0;
}
