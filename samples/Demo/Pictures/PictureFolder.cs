using EfficientNet.Demo.Reports;
using EfficientNet.Demo.Surfaces;
using EfficientNet.MLNet;
using Microsoft.ML;

namespace EfficientNet.Demo.Pictures;

/// <summary>The folder of pictures that the demo learns from: drawn by itself, or the user's own.</summary>
internal static class PictureFolder
{
    /// <summary>Draws the demo's own set.</summary>
    public static IReadOnlyList<LabeledImage> Draw(string folder, int picturesAClass)
    {
        Steps.Run("Drawing surfaces", Damage.Kinds.Length * picturesAClass, drawn => SurfacePictures.Write(folder, picturesAClass, drawn));
        return ImageFolder.Read(folder);
    }

    /// <summary>Reads the user's set; pictures that cannot be read are reported and left out.</summary>
    /// <exception cref="DemoException">The folder is missing, or not laid out as one folder a class.</exception>
    public static IReadOnlyList<LabeledImage> Read(MLContext ml, string folder)
    {
        IReadOnlyList<LabeledImage> pictures;
        try
        {
            pictures = ImageFolder.Read(folder);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DemoException(exception.Message);
        }

        IReadOnlyList<string> problems = Steps.Run("Looking for broken ones", pictures.Count, seen => BrokenPictures.Find(ml, pictures, seen));
        BrokenPictureTable.Write(folder, [.. pictures.Zip(problems).Where(row => row.Second.Length > 0)], pictures.Count);
        return [.. pictures.Zip(problems).Where(row => row.Second.Length == 0).Select(row => row.First)];
    }
}
