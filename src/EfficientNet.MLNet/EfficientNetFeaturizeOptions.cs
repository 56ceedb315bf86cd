namespace EfficientNet.MLNet;

/// <summary>Options of <see cref="EfficientNetCatalog.EfficientNetFeaturize(Microsoft.ML.TransformsCatalog, EfficientNetFeaturizeOptions)"/>.</summary>
public sealed class EfficientNetFeaturizeOptions : NetworkTransformOptions
{
    /// <summary>The column to write. Default: <c>Features</c>.</summary>
    public string OutputColumnName { get; init; } = "Features";

    /// <summary>What the column holds. Default: <see cref="FeatureOutput.Pooled"/>.</summary>
    public FeatureOutput Output { get; init; } = FeatureOutput.Pooled;

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
