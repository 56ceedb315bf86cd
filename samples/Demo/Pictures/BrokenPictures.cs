using EfficientNet.MLNet;
using Microsoft.ML;

namespace EfficientNet.Demo.Pictures;

/// <summary>Finds the pictures that cannot be read before they are in the way.</summary>
internal static class BrokenPictures
{
    /// <summary>Opens every picture.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="pictures">The pictures to look at.</param>
    /// <param name="seen">Told how many have been looked at.</param>
    /// <returns>For each picture what is wrong with it, or an empty text.</returns>
    public static IReadOnlyList<string> Find(MLContext ml, IReadOnlyList<LabeledImage> pictures, Action<int> seen)
    {
        IDataView rows = CountedPictures.Count(ml, ml.Data.LoadFromEnumerable(pictures), seen);
        var reader = ml.Transforms.EfficientNetPreprocess(new EfficientNetPreprocessOptions { BrokenPictures = BrokenPicturePolicy.Skip });

        // Columns are computed when they are read: the report alone decodes pictures, but resizes and normalizes none.
        IDataView read = reader.Fit(rows).Transform(rows);
        return [.. ml.Data.CreateEnumerable<Report>(read, reuseRowObject: true, ignoreMissingColumns: false).Select(row => row.BrokenPicture)];
    }

    private sealed class Report
    {
        public string BrokenPicture { get; set; } = "";
    }
}
