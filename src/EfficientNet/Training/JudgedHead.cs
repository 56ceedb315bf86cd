namespace EfficientNet.Training;

/// <summary>A head at one step of its training.</summary>
/// <param name="Numbers">The numbers of the head on all rows.</param>
/// <param name="Logits">The held-out rows' logits by the heads without them: rows x classes.</param>
/// <param name="Step">The step, and how good they are.</param>
internal sealed record JudgedHead(float[] Numbers, float[] Logits, HeadTrainingIteration Step);
