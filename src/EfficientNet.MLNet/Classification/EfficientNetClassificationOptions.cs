using EfficientNet.Imaging;
using EfficientNet.MLNet.Pipeline;
using EfficientNet.Training;
using Microsoft.ML;

namespace EfficientNet.MLNet;

/// <summary>
/// Options of <see cref="EfficientNetClassificationCatalog.EfficientNetClassification(MulticlassClassificationCatalog.MulticlassClassificationTrainers, EfficientNetClassificationOptions)"/>.
/// </summary>
public sealed class EfficientNetClassificationOptions : NetworkTransformOptions
{
    private const int MostViews = 1000;

    /// <summary>
    /// The column of classes: a key, as <c>MapValueToKey</c> makes it of texts, numbers or booleans. A row whose key is missing is passed over.
    /// Default: <c>Label</c>.
    /// </summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>
    /// Pictures to measure the model on, with the same columns and classes as the data; they are never trained on, not even to choose anything by.
    /// Default: null, the model is measured by cross-validation on the data, views and near duplicates of a picture on the same side of every split.
    /// </summary>
    public IDataView? ValidationSet { get; init; }

    /// <summary>
    /// The column of the classes' probabilities: a vector of Single, 0 to 1, that sums to 1, with the classes as slot names.
    /// Default: <c>Score</c>.
    /// </summary>
    public string ScoreColumnName { get; init; } = "Score";

    /// <summary>
    /// The column of the most probable class: a key with the values of the label column's, in their order. Default: <c>PredictedLabel</c>.
    /// </summary>
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

    /// <summary>
    /// A column of what speaks for each class where in the picture: a vector of Single, classes x height x width (7 x 7 for most networks), whose mean over
    /// height and width is the class's logit. Default: null, no such column.
    /// </summary>
    public string? ExplanationColumnName { get; init; }

    /// <summary>
    /// What is done to a picture, in this order, to make an augmented view of it. Default: null, a random resized crop
    /// of 35 % to 100 % of the area, a horizontal flip of every other one, and a slight change of brightness, contrast and saturation.
    /// </summary>
    public IReadOnlyList<PictureAugmentation>? Augmentations { get; init; }

    /// <summary>
    /// How many augmented views of each picture are trained on beside the picture itself, 0 to 1,000. Each costs one run of the network, once: features are
    /// kept in the <see cref="Cache"/>. Of pixels that are normalized already there are none. Default: null, 4; with more than 2,000 rows 2, and with more than 4,000 1, for then
    /// they are needed less.
    /// </summary>
    public int? AugmentedViews { get; init; }

    /// <summary>Where the random numbers of augmented views start. Default: 0.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// Whether the network's own classifier, such as that of ImageNet's classes, may serve as a prior: the penalty then pulls each class's weights not towards zero, but towards the mixture
    /// of the network's classes that it sees in the training pictures of this class (<see cref="HeadTrainingOptions.Prior"/>). Where the network knows similar classes, few
    /// pictures are enough; where it does not, internal validation finds that out and nothing changes. Default: true.
    /// </summary>
    public bool UsesNetworkClassifier { get; init; } = true;

    /// <summary>How the head is trained on the features. Default: softmax regression, its L2 chosen by internal validation.</summary>
    public HeadTrainingOptions Head { get; init; } = new();

    /// <summary>
    /// Where features are kept from one training to the next, and how many bytes of them. Set to null, nothing is kept.
    /// Default: a folder of the user's, at most 2 GiB.
    /// </summary>
    public FeatureCacheOptions? Cache { get; init; } = new();

    /// <summary>
    /// How many pictures a class must have, at least 1. A class that has some, but fewer, is refused; one that has none stays a class with probability 0.
    /// Default: 2, what internal validation takes. 1 is for <c>CrossValidate</c> on very few pictures, where a fold may leave only one; such a class is trained on, but
    /// cannot be validated.
    /// </summary>
    public int MinimumPicturesPerClass { get; init; } = 2;

    /// <summary>Told how far the training is; may be called from several threads, one after the other. Default: null.</summary>
    public IProgress<ClassificationProgress>? Progress { get; init; }

    /// <summary>
    /// The context whose <c>Log</c> is told of phases and warnings. Default: null; ML.NET does not show its context to catalog extensions.
    /// </summary>
    public MLContext? Log { get; init; }

    /// <summary>
    /// Ends the training. Features that are computed by then are in the <see cref="Cache"/>, and the next training goes on from there, with the same result.
    /// </summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>What the user has set, or the default.</summary>
    internal IReadOnlyList<PictureAugmentation> AllAugmentations => Augmentations ?? [new RandomResizedCrop(), new HorizontalFlip(), new ColorJitter()];

    private protected override void CollectProblems(List<string> problems)
    {
        base.CollectProblems(problems);
        RequireName(problems, LabelColumnName, nameof(LabelColumnName));
        RequireName(problems, ScoreColumnName, nameof(ScoreColumnName));
        RequireName(problems, PredictedLabelColumnName, nameof(PredictedLabelColumnName));
        if (ExplanationColumnName is not null)
        {
            RequireName(problems, ExplanationColumnName, nameof(ExplanationColumnName));
        }

        List<string> outputs = [ScoreColumnName, PredictedLabelColumnName];
        outputs.AddRange(ExplanationColumnName is null ? [] : [ExplanationColumnName]);
        outputs.AddRange(BrokenPictures == BrokenPicturePolicy.Skip ? [BrokenPictureColumnName] : []);
        RequireDistinct(problems, [.. outputs]);
        foreach (string input in new[] { LabelColumnName, InputColumnName }.Where(input => outputs.Contains(input, StringComparer.Ordinal)))
        {
            problems.Add($"'{input}' is the name of an input column and of an output column, expected different names");
        }

        if (LabelColumnName == InputColumnName)
        {
            problems.Add($"'{InputColumnName}' is the name of the column of pictures and of that of labels, expected different names");
        }

        if (Augmentations?.ToList().IndexOf(null!) is int missing and >= 0)
        {
            problems.Add($"{nameof(Augmentations)} has null at index {missing}, expected a {nameof(PictureAugmentation)}");
        }

        Require(AugmentedViews is null or (>= 0 and <= MostViews), $"{nameof(AugmentedViews)} is {AugmentedViews}, expected 0 to {MostViews:N0}, or null for the default");
        Require(Head is not null, $"{nameof(Head)} is null, expected options; leave it out for the defaults");
        if (Head is not null)
        {
            problems.AddRange(HeadTrainingChecks.Problems(Head, classes: null).Select(problem => $"{nameof(Head)}.{problem}"));
        }

        try
        {
            Cache?.Validate();
        }
        catch (ArgumentException exception)
        {
            problems.Add(exception.Message.TrimEnd('.'));
        }

        Require(MinimumPicturesPerClass >= 1, $"{nameof(MinimumPicturesPerClass)} is {MinimumPicturesPerClass}, expected at least 1");

        void Require(bool isRight, string problem)
        {
            if (!isRight)
            {
                problems.Add(problem);
            }
        }
    }
}
