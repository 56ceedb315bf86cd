using System.Globalization;
using EfficientNet.Imaging;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>
/// The options that the mapping from a picture to the network's input obeys. A saved mapping is a name without parameters, so they travel as
/// the constant output of a small graph in front of it, one text each. Height and width are those of images that all have one size, else 0.
/// </summary>
internal sealed record PictureSettings(
    string InputColumnName,
    string ImageFolder,
    BrokenPicturePolicy BrokenPictures,
    long MaximumPixels,
    int Height,
    int Width,
    bool ApplyExifOrientation,
    Preprocessing Preprocessing)
{
    /// <summary>How many texts there are.</summary>
    public const int Count = 18;

    private const int CountBeforeSizes = 4;
    private const int CountBeforePreprocessing = 6;

    public static PictureSettings From(PictureTransformOptions options, Preprocessing preprocessing, int height, int width)
        => new(
            options.InputColumnName,
            options.ImageFolder ?? "",
            options.BrokenPictures,
            options.MaximumPixels,
            height,
            width,
            options.ApplyExifOrientation,
            preprocessing);

    public static PictureSettings Parse(in VBuffer<ReadOnlyMemory<char>> texts)
    {
        ReadOnlySpan<ReadOnlyMemory<char>> values = texts.GetValues();

        // Models that were saved by earlier versions end before the sizes or before the preprocessing, which then is in their graph.
        bool hasSizes = values.Length > CountBeforeSizes;
        bool hasPreprocessing = values.Length > CountBeforePreprocessing;
        return new PictureSettings(
            values[0].ToString(),
            values[1].ToString(),
            Name<BrokenPicturePolicy>(values[2]),
            long.Parse(values[3].Span, NumberStyles.None, CultureInfo.InvariantCulture),
            hasSizes ? Whole(values[4]) : 0,
            hasSizes ? Whole(values[5]) : 0,
            hasPreprocessing && bool.Parse(values[6].Span),
            hasPreprocessing ? ParsePreprocessing(values[7..]) : new Preprocessing());
    }

    public string[] ToTexts()
        =>
        [
            InputColumnName, ImageFolder, BrokenPictures.ToString(), Text(MaximumPixels), Text(Height), Text(Width), ApplyExifOrientation.ToString(),
            Text(Preprocessing.Height), Text(Preprocessing.Width), Text(Preprocessing.CropFraction),
            Preprocessing.Interpolation.ToString(), Preprocessing.CropMode.ToString(),
            Text(Preprocessing.Mean.Red), Text(Preprocessing.Mean.Green), Text(Preprocessing.Mean.Blue),
            Text(Preprocessing.Deviation.Red), Text(Preprocessing.Deviation.Green), Text(Preprocessing.Deviation.Blue),
        ];

    private static Preprocessing ParsePreprocessing(ReadOnlySpan<ReadOnlyMemory<char>> values) => new()
    {
        Height = Whole(values[0]),
        Width = Whole(values[1]),
        CropFraction = double.Parse(values[2].Span, NumberStyles.Float, CultureInfo.InvariantCulture),
        Interpolation = Name<Interpolation>(values[3]),
        CropMode = Name<CropMode>(values[4]),
        Mean = new RgbValues(Number(values[5]), Number(values[6]), Number(values[7])),
        Deviation = new RgbValues(Number(values[8]), Number(values[9]), Number(values[10])),
    };

    // The shortest text that is read as the same number again, whatever the culture.
    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    private static int Whole(ReadOnlyMemory<char> text) => int.Parse(text.Span, NumberStyles.None, CultureInfo.InvariantCulture);

    private static float Number(ReadOnlyMemory<char> text) => float.Parse(text.Span, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static T Name<T>(ReadOnlyMemory<char> text)
        where T : struct, Enum => Enum.Parse<T>(text.Span);
}
