namespace EfficientNet.Training;

/// <summary>How much a row of each class counts in a head's training.</summary>
public enum ClassWeighting
{
    /// <summary>All rows count the same.</summary>
    None,

    /// <summary>Each class counts the same as a whole: a row counts 1 / (the rows of its class).</summary>
    Balanced,
}
