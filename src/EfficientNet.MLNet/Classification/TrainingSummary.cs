using EfficientNet.Training;

namespace EfficientNet.MLNet;

/// <summary>What a classifier was trained on, how, and how good it is.</summary>
public sealed class TrainingSummary
{
    internal TrainingSummary()
    {
    }

    /// <summary>How many rows the training data have.</summary>
    public required long Rows { get; init; }

    /// <summary>How many rows the validation set has; 0 if there is none.</summary>
    public required long ValidationRows { get; init; }

    /// <summary>The classes, in the order of the model's probabilities.</summary>
    public required IReadOnlyList<ClassSummary> Classes { get; init; }

    /// <summary>Rows that were passed over, and why.</summary>
    public required IReadOnlyList<SkippedPicture> Skipped { get; init; }

    /// <summary>Pictures that look the same, within the training data and across them and the validation set. A group stands on one side of every internal split, unless it is most of a class; that is a warning.</summary>
    public required IReadOnlyList<NearDuplicateGroup> NearDuplicates { get; init; }

    /// <summary>What to know before trusting the figures, each a sentence: what was also logged as a warning.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The weights' id, such as <c>tf_efficientnet_lite0.in1k</c>, or the file they came from.</summary>
    public required string Network { get; init; }

    /// <summary>The licence of the weights; null if it is not known, as of a file.</summary>
    public required string? License { get; init; }

    /// <summary>What the network computes in.</summary>
    public required Precision Precision { get; init; }

    /// <summary>How many augmented views of each picture were trained on.</summary>
    public required int AugmentedViews { get; init; }

    /// <summary>What made them, in words; empty if there were none.</summary>
    public required IReadOnlyList<string> Augmentations { get; init; }

    /// <summary>Where their random numbers started.</summary>
    public required int Seed { get; init; }

    /// <summary>How the head was asked to be trained.</summary>
    public required HeadTrainingOptions Head { get; init; }

    /// <summary>The L2 penalty: the one given, or the one chosen.</summary>
    public required float L2 { get; init; }

    /// <summary>Whether the penalty pulls towards the network's own classes rather than to zero: <see cref="EfficientNetClassificationOptions.UsesNetworkClassifier"/>.</summary>
    public required bool UsesPrior { get; init; }

    /// <summary>The penalties that were tried; empty if one was given or nothing could be held out.</summary>
    public required IReadOnlyList<L2Candidate> L2Candidates { get; init; }

    /// <summary>Each step of the head's training.</summary>
    public required IReadOnlyList<HeadTrainingIteration> Curve { get; init; }

    /// <summary>What the logits were divided by for probabilities that mean something; 1 where that would not help.</summary>
    public required float Temperature { get; init; }

    /// <summary>
    /// How good the model is: on the validation set, or without one by cross-validation, each picture by a head that was trained without it, and without its
    /// near duplicates. Null if there were too few pictures for it.
    /// </summary>
    public required ClassificationMetrics? Validation { get; init; }

    /// <summary>The same before the logits were divided by the temperature.</summary>
    public required ClassificationMetrics? ValidationBeforeScaling { get; init; }

    /// <summary>Whether <see cref="Validation"/> is of a validation set, not by cross-validation.</summary>
    public bool HasValidationSet => ValidationRows > 0;

    /// <summary>How long it took.</summary>
    public required TrainingDurations Durations { get; init; }

    /// <summary>For how many pictures all features were in the cache.</summary>
    public required int CacheHits { get; init; }

    /// <summary>For how many pictures some features had to be computed.</summary>
    public required int CacheMisses { get; init; }

    /// <summary>Why features could not be kept; null if they were, or there is no cache.</summary>
    public required string? CacheProblem { get; init; }
}
