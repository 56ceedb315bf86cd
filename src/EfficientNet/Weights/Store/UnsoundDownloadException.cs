namespace EfficientNet.Weights;

/// <summary>What arrived is not what was announced. Nothing of it is kept.</summary>
internal sealed class UnsoundDownloadException(string problem) : IOException(problem);
