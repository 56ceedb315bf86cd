namespace EfficientNet.Training;

/// <summary>A trained head and how it came about.</summary>
public sealed class HeadTrainingResult
{
    internal HeadTrainingResult()
    {
    }

    /// <summary>The head, trained on all rows, with the temperature in its numbers.</summary>
    public required ClassificationHead Head { get; init; }

    /// <summary>The L2 penalty: the one given, or the one chosen.</summary>
    public required float L2 { get; init; }

    /// <summary>Whether the penalty draws to <see cref="HeadTrainingOptions.Prior"/> rather than to zero.</summary>
    public required bool UsesPrior { get; init; }

    /// <summary>
    /// The penalties that were tried, strongest first, drawing to zero and to a prior in turn; empty if there was no choice, or nothing could be
    /// held out to judge by.
    /// </summary>
    public required IReadOnlyList<L2Candidate> Candidates { get; init; }

    /// <summary>Each step of the training with the penalty that was chosen.</summary>
    public required IReadOnlyList<HeadTrainingIteration> Curve { get; init; }

    /// <summary>What the logits were divided by; 1 where a temperature would not help.</summary>
    public required float Temperature { get; init; }

    /// <summary>
    /// The rows that were held out once, by their places among the examples, ascending. Empty if nothing could be held out, for there is
    /// too little.
    /// </summary>
    public required IReadOnlyList<int> ValidationRows { get; init; }

    /// <summary>
    /// The probabilities of <see cref="ValidationRows"/> by heads that were trained without them, the temperature applied: rows x classes.
    /// </summary>
    public required ReadOnlyMemory<float> ValidationProbabilities { get; init; }

    /// <summary>As <see cref="ValidationProbabilities"/>, without the temperature.</summary>
    public required ReadOnlyMemory<float> UnscaledValidationProbabilities { get; init; }

    /// <summary>
    /// How good <see cref="ValidationProbabilities"/> are; null if nothing could be held out. Penalty and temperature were chosen by the same
    /// rows, so the figures are a little better than on rows that had no part in anything.
    /// </summary>
    public required ClassificationMetrics? Validation { get; init; }

    /// <summary>How good <see cref="UnscaledValidationProbabilities"/> are; null if nothing could be held out.</summary>
    public required ClassificationMetrics? UnscaledValidation { get; init; }
}
