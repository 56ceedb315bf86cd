namespace EfficientNet.Training;

/// <summary>What a head's training is at.</summary>
public enum HeadTrainingPhase
{
    /// <summary>The L2 penalty is chosen by internal validation.</summary>
    ChoosingL2,

    /// <summary>The head is trained, on all rows and once more without each part of the internal validation.</summary>
    Training,

    /// <summary>The head is trained and its temperature is set.</summary>
    Done,
}
