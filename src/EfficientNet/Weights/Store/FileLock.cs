namespace EfficientNet.Weights;

/// <summary>
/// Lets one process at a time at something, by a lock file that stays behind. On Unix an open without sharing takes <c>flock</c>'s exclusive
/// lock, on Windows it keeps others from opening the file; Python's filelock does the same and waits for it.
/// </summary>
internal static class FileLock
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    public static async Task<FileStream> AcquireAsync(string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            }
            catch (IOException error) when (IsTaken(error))
            {
                await Task.Delay(_pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Windows: ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION. Unix: EWOULDBLOCK, which is 11 on Linux and 35 on macOS.
    private static bool IsTaken(IOException error) => error.HResult is unchecked((int)0x80070020) or unchecked((int)0x80070021) or 11 or 35;
}
