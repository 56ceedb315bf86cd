namespace EfficientNet.MLNet;

/// <summary>What the training of a classifier is at.</summary>
public enum ClassificationPhase
{
    /// <summary>The pictures to train on are read, and their features computed or taken from the cache.</summary>
    Pictures,

    /// <summary>The same for the validation set.</summary>
    ValidationPictures,

    /// <summary>The head is trained on the features.</summary>
    Head,

    /// <summary>Network and head are put together.</summary>
    Network,

    /// <summary>The model is ready.</summary>
    Done,
}
