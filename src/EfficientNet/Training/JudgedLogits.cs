namespace EfficientNet.Training;

/// <summary>The held-out rows' logits by the heads without them.</summary>
/// <param name="Logits">The logits, rows x classes.</param>
/// <param name="Loss">Their mean log-loss; NaN if there is no row.</param>
/// <param name="Accuracy">The part of them with the largest logit for the row's class; NaN if there is no row.</param>
internal sealed record JudgedLogits(float[] Logits, double Loss, double Accuracy)
{
    /// <summary>Worse than any.</summary>
    public static JudgedLogits None { get; } = new([], double.PositiveInfinity, 0);
}
