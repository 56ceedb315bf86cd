namespace EfficientNet.Weights;

/// <summary>How far a download has come. A download that is resumed begins with what was there; one that starts anew falls back to nothing.</summary>
/// <param name="Id">The weights' id.</param>
/// <param name="BytesReceived">Bytes on disk so far.</param>
/// <param name="TotalBytes">Bytes of the whole file, as the hub announced them.</param>
public readonly record struct DownloadProgress(string Id, long BytesReceived, long TotalBytes);
