namespace EfficientNet.Weights;

/// <summary>A server's answer that no further attempt will better.</summary>
internal sealed class RefusedDownloadException(string problem, string? advice = null) : IOException(problem)
{
    /// <summary>What to do about it, where that is more than loading the file by hand.</summary>
    public string? Advice { get; } = advice;
}
