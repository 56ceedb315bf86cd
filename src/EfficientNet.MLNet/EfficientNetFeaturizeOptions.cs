using EfficientNet.MLNet.Pipeline;

namespace EfficientNet.MLNet;

/// <summary>Options of <see cref="EfficientNetCatalog.EfficientNetFeaturize(Microsoft.ML.TransformsCatalog, EfficientNetFeaturizeOptions)"/>.</summary>
public sealed class EfficientNetFeaturizeOptions : NetworkTransformOptions
{
    /// <summary>The column to write. Default: <c>Features</c>.</summary>
    public string OutputColumnName { get; init; } = "Features";

    /// <summary>What the column holds. Default: <see cref="FeatureOutput.Pooled"/>.</summary>
    public FeatureOutput Output { get; init; } = FeatureOutput.Pooled;

    /// <summary>
    /// Several columns to write from one run of the network, at most 8, and what each holds, such as <c>["C3"] = FeatureOutput.Endpoint(3)</c>; then
    /// <see cref="OutputColumnName"/> and <see cref="Output"/> are not looked at. Default: null.
    /// </summary>
    public IReadOnlyDictionary<string, FeatureOutput>? Outputs { get; init; }

    /// <summary>The columns to write, in order.</summary>
    internal IReadOnlyList<KeyValuePair<string, FeatureOutput>> AllOutputs => Outputs is null ? [new(OutputColumnName, Output)] : [.. Outputs];

    private protected override void CollectProblems(List<string> problems)
    {
        base.CollectProblems(problems);
        foreach ((string name, _) in AllOutputs)
        {
            RequireName(problems, name, Outputs is null ? nameof(OutputColumnName) : nameof(Outputs));
        }

        if (Outputs is { Count: 0 or > TemporaryColumns.MostFeatures })
        {
            problems.Add($"{nameof(Outputs)} has {Outputs.Count} columns, expected 1 to {TemporaryColumns.MostFeatures}");
        }

        if (BrokenPictures == BrokenPicturePolicy.Skip)
        {
            RequireDistinct(problems, [.. AllOutputs.Select(output => output.Key), BrokenPictureColumnName]);
        }
    }
}
