using EfficientNet.Graph;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>
/// The columns that live inside a fitted pipeline only; the last step drops them. They are also the names of the graphs' inputs and
/// outputs, and a part of every saved model: none may ever change its meaning.
/// </summary>
internal static class TemporaryColumns
{
    public const string Prefix = "EfficientNet.";
    public const string Row = Prefix + "Row";
    public const string Settings = Prefix + "Settings";
    public const string Description = Prefix + "Description";
    public const string Path = Prefix + "Path";
    public const string Bytes = Prefix + "Bytes";
    public const string Image = Prefix + "Image";
    public const string Colors = Prefix + "Colors";
    public const string Input = Prefix + "input";
    public const string Pixels = Prefix + "pixels";
    public const string Size = Prefix + "size";
    public const string Prepared = Prefix + GraphFrame.PreparedInput;
    public const string Valid = Prefix + GraphFrame.ValidInput;
    public const string Problem = Prefix + "Problem";
    public const string Features = Prefix + "Features";
    public const string Probabilities = Prefix + "Probabilities";
    public const string ClassActivations = Prefix + "ClassActivations";
    public const string TopLabel = Prefix + "TopLabel";
    public const string TopProbability = Prefix + "TopProbability";
    public const string PredictedLabel = Prefix + "PredictedLabel";
    public const string Probability = Prefix + "Probability";

    /// <summary>How many columns of features one transform can write.</summary>
    public const int MostFeatures = 8;

    public static readonly string[] All =
    [
        Row, Settings, Description, Path, Bytes, Image, Colors, Input, Pixels, Size, Prepared, Valid, Problem,
        .. Enumerable.Range(0, MostFeatures).Select(FeaturesAt), Probabilities, ClassActivations, TopLabel, TopProbability, PredictedLabel, Probability,
    ];

    public static string FeaturesAt(int index) => index == 0 ? Features : $"{Features}{index}";
}
