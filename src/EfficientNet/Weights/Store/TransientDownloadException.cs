namespace EfficientNet.Weights;

/// <summary>A download failed in a way that another attempt may mend; what has arrived is kept.</summary>
internal sealed class TransientDownloadException(string problem, TimeSpan? retryAfter = null, Exception? innerException = null)
    : IOException(problem, innerException)
{
    /// <summary>How long the server asks to be left alone, if it does.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
