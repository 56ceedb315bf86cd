using Microsoft.ML;

namespace EfficientNet.Demo.Pictures;

/// <summary>Tells how far ML.NET has got with the pictures.</summary>
internal static class CountedPictures
{
    /// <summary>
    /// The same rows, counting. Columns are computed where they are read, and a picture's path is read when the picture is about to be
    /// decoded. This belongs to the data, not to the pipeline, so it does not get into the model.
    /// </summary>
    /// <param name="ml">The context.</param>
    /// <param name="rows">The rows, with a column ImagePath.</param>
    /// <param name="seen">Told how many paths have been read.</param>
    public static IDataView Count(MLContext ml, IDataView rows, Action<int> seen)
    {
        int count = 0;
        void Map(PathRow row, PathRow same)
        {
            same.ImagePath = row.ImagePath;
            seen(Interlocked.Increment(ref count));
        }

        return ml.Transforms.CustomMapping<PathRow, PathRow>(Map, contractName: null!).Fit(rows).Transform(rows);
    }

    private sealed class PathRow
    {
        public string ImagePath { get; set; } = "";
    }
}
