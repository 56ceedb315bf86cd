namespace EfficientNet.MLNet;

/// <summary>Options of <see cref="EfficientNetCatalog.EfficientNetClassify(Microsoft.ML.TransformsCatalog, EfficientNetClassifyOptions)"/>.</summary>
public sealed class EfficientNetClassifyOptions : NetworkTransformOptions
{
    /// <summary>
    /// The column of the classes' probabilities: a vector of Single, 0 to 1, that sums to 1, with the labels as slot names.
    /// Default: <c>Score</c>.
    /// </summary>
    public string ScoreColumnName { get; init; } = "Score";

    /// <summary>The text column of the most probable class's label. Default: <c>PredictedLabel</c>.</summary>
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

    /// <summary>The Single column of the most probable class's probability. Default: <c>Probability</c>.</summary>
    public string ProbabilityColumnName { get; init; } = "Probability";

    /// <summary>The classes' labels, in the order of the weights' classes. Default: null, ImageNet's for weights with 1,000 classes.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    private protected override void CollectProblems(List<string> problems)
    {
        base.CollectProblems(problems);
        RequireName(problems, ScoreColumnName, nameof(ScoreColumnName));
        RequireName(problems, PredictedLabelColumnName, nameof(PredictedLabelColumnName));
        RequireName(problems, ProbabilityColumnName, nameof(ProbabilityColumnName));
        if (Labels?.ToList().IndexOf(null!) is int missing and >= 0)
        {
            problems.Add($"{nameof(Labels)} has no text at index {missing}, expected one label a class");
        }

        string[] outputs = [ScoreColumnName, PredictedLabelColumnName, ProbabilityColumnName];
        RequireDistinct(problems, BrokenPictures == BrokenPicturePolicy.Skip ? [.. outputs, BrokenPictureColumnName] : outputs);
    }
}
