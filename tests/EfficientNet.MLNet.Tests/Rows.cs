using EfficientNet.Imaging;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Xunit;

namespace EfficientNet.MLNet.Tests;

internal sealed class PathRow
{
    public string ImagePath { get; set; } = "";
}

internal sealed class BytesRow
{
    public byte[] Bytes { get; set; } = [];
}

internal sealed class ImageRow
{
    [ImageType(120, 160)]
    public MLImage? Image { get; set; }

    // ML.NET saves no schema that has nothing but images.
    public string Name { get; set; } = "";
}

internal sealed class FeaturesRow
{
    public float[] Features { get; set; } = [];
}

internal sealed class ReportedRow
{
    public float[] Features { get; set; } = [];

    public string BrokenPicture { get; set; } = "";
}

/// <summary>Stands behind an estimator and keeps the shape that it promises; ML.NET gives nobody else one.</summary>
internal sealed class ShapeKeeper : IEstimator<ITransformer>
{
    public SchemaShape Shape { get; private set; } = null!;

    public ITransformer Fit(IDataView input) => new TransformerChain<ITransformer>();

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Shape = inputSchema;
}

internal static class DataViews
{
    /// <summary>Reads something that must fail for a picture; ML.NET may have wrapped the exception in some of its own.</summary>
    public static PictureException ThrowsPicture(Func<object> read)
        => Assert.IsType<PictureException>(Assert.ThrowsAny<Exception>(read).GetBaseException());

    public static IDataView Paths(this MLContext ml, params string[] paths)
        => ml.Data.LoadFromEnumerable(paths.Select(path => new PathRow { ImagePath = path }).ToList());

    public static float[][] Vectors(this IDataView view, string column = "Features")
        => [.. view.GetColumn<float[]>(column)];
}
