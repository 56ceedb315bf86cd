using System.Collections.Concurrent;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>
/// A file that lives as long as the object, or at the longest as long as the process. ML.NET's ONNX transformer reads its graph from a
/// file, again when it is saved, and leaves behind the file it writes itself where it is given a stream.
/// </summary>
internal sealed class TemporaryFile : IDisposable
{
    private static readonly ConcurrentDictionary<string, bool> _living = new(StringComparer.Ordinal);

    static TemporaryFile() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (string path in _living.Keys)
        {
            Delete(path);
        }
    };

    public TemporaryFile(Action<Stream> write)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"efficientnet-{Guid.NewGuid():N}.onnx");
        _living[Path] = true;
        try
        {
            using FileStream stream = new(Path, FileMode.CreateNew, FileAccess.Write);
            write(stream);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    ~TemporaryFile() => Delete(Path);

    public string Path { get; }

    /// <summary>Another file of the same content.</summary>
    public TemporaryFile Copy() => new(stream =>
    {
        using FileStream content = File.OpenRead(Path);
        content.CopyTo(stream);
    });

    /// <summary>What its content is known by.</summary>
    public string Hash()
    {
        using FileStream stream = File.OpenRead(Path);
        return ContentHash.Of(stream);
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Delete(Path);
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
            _living.TryRemove(path, out _);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A reader still has it open (Windows); the process's end tries again.
        }
    }
}
