namespace EfficientNet.Weights;

/// <summary>Trained weights are not on this machine and could not be downloaded. The message says why, and what to do instead.</summary>
public sealed class WeightDownloadException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="id">The weights' id.</param>
    /// <param name="problem">What went wrong, as a clause.</param>
    /// <param name="advice">What to do about it, as sentences.</param>
    /// <param name="innerException">What caused it, if anything.</param>
    public WeightDownloadException(string id, string problem, string advice, Exception? innerException = null)
        : base($"{id}: {problem}. {advice}", innerException)
    {
        Id = id;
    }

    /// <summary>The weights' id.</summary>
    public string Id { get; }
}
