namespace EfficientNet.MLNet;

/// <summary>How far the training of a classifier is.</summary>
/// <param name="Phase">What it is at.</param>
/// <param name="Done">Rows that are done in this phase; of <see cref="ClassificationPhase.Head"/> its share, of 100.</param>
/// <param name="Total">How many there are; null as long as nobody knows: some data only say it at their end.</param>
/// <param name="Accuracy">The share of right predictions for pictures not trained on, 0 to 1, as far as it is known. Null before.</param>
/// <param name="Loss">The log-loss of the same, in nats. Null before.</param>
/// <param name="TimeLeft">How long this phase will take at the speed so far; null as long as nothing can be said.</param>
public sealed record ClassificationProgress(
    ClassificationPhase Phase, long Done, long? Total, double? Accuracy = null, double? Loss = null, TimeSpan? TimeLeft = null);
