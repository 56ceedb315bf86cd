namespace EfficientNet.MLNet;

/// <summary>How long the parts of a training took.</summary>
/// <param name="Pictures">Reading pictures, and making their features or finding them in the cache.</param>
/// <param name="Head">Training the head.</param>
/// <param name="Network">Putting network and head together, and loading that.</param>
public sealed record TrainingDurations(TimeSpan Pictures, TimeSpan Head, TimeSpan Network)
{
    /// <summary>All of them.</summary>
    public TimeSpan Total => Pictures + Head + Network;
}
