namespace EfficientNet.Graph;

/// <summary>Writes files that are there as a whole or not at all.</summary>
internal static class WholeFile
{
    /// <summary>
    /// Writes under a temporary name in the same folder, and only then gives the file its name, in place of one that has it. Nothing
    /// is left of a file that could not be written to its end.
    /// </summary>
    public static void Write(string path, Action<Stream> write) => WriteNamed(path, ".tmp", temporary =>
    {
        using var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        write(stream);
        stream.Flush(flushToDisk: true);
    });

    /// <summary>The same, for what writes a file of a given name only.</summary>
    /// <param name="path">The file.</param>
    /// <param name="extension">The end of the temporary name.</param>
    /// <param name="write">Writes the file of the temporary name.</param>
    public static void WriteNamed(string path, string extension, Action<string> write)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}{extension}";
        try
        {
            write(temporary);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            Remove(temporary);
            throw;
        }
    }

    private static void Remove(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What kept it from being written keeps it from being removed; the first reason is the one to tell.
        }
    }
}
