namespace EfficientNet.Training;

/// <summary>A file of a <see cref="FeatureFolder"/>.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Length">Its length in bytes; 0 if it vanished just now.</param>
/// <param name="LastUse">When it was last read or written, universal time.</param>
/// <param name="IsEntry">Whether it is an entry; or else one that is being written, or was when its process ended.</param>
internal readonly record struct FeatureFile(string Path, long Length, DateTime LastUse, bool IsEntry)
{
    /// <summary>Deletes it.</summary>
    /// <returns>Why it is still there; null if it is not.</returns>
    public string? Delete() => Delete(Path);

    /// <summary>Deletes a file.</summary>
    /// <returns>Why it is still there; null if it is not.</returns>
    public static string? Delete(string path)
    {
        try
        {
            File.Delete(path);
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }
}
