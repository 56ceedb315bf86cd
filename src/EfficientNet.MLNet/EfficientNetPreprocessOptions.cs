namespace EfficientNet.MLNet;

/// <summary>Options of <see cref="EfficientNetCatalog.EfficientNetPreprocess(Microsoft.ML.TransformsCatalog, EfficientNetPreprocessOptions)"/>.</summary>
public sealed class EfficientNetPreprocessOptions : PictureTransformOptions
{
    /// <summary>The column to write: a vector of Single, 3 x height x width, channels R, G, B. Default: <c>Pixels</c>.</summary>
    public string OutputColumnName { get; init; } = "Pixels";

    private protected override void CollectProblems(List<string> problems)
    {
        base.CollectProblems(problems);
        RequireName(problems, OutputColumnName, nameof(OutputColumnName));
        if (BrokenPictures == BrokenPicturePolicy.Skip)
        {
            RequireDistinct(problems, OutputColumnName, BrokenPictureColumnName);
        }
    }
}
