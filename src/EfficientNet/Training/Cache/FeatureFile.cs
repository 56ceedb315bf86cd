namespace EfficientNet.Training;

/// <summary>A file of a <see cref="FeatureFolder"/>.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="LastUse">When it was last read or written.</param>
internal readonly record struct FeatureFile(string Path, long Length, DateTime LastUse)
{
    /// <summary>A file as it is now; null if it has just vanished.</summary>
    public static FeatureFile? Of(FileInfo file)
    {
        try
        {
            return new FeatureFile(file.FullName, file.Length, file.LastWriteTimeUtc);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Deletes it.</summary>
    /// <returns>Why it is still there; null if it is not.</returns>
    public string? Delete()
    {
        try
        {
            File.Delete(Path);
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
