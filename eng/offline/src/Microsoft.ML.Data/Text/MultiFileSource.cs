using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public sealed class MultiFileSource : IMultiStreamSource
{
    private readonly string[] _paths;

    public MultiFileSource(params string[] paths)
    {
        _paths = (paths ?? []).SelectMany(path => Expand(path) is { Length: > 0 } files ? files : [path]).ToArray();
    }

    public int Count => _paths.Length;

    public string GetPathOrNull(int index) => _paths[index];

    public Stream Open(int index)
    {
        try
        {
            return File.OpenRead(_paths[index]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Could not open file '{_paths[index]}'. Error is: {e.Message}", e);
        }
    }

    public TextReader OpenTextReader(int index) => new StreamReader(Open(index));

    // The files that a path with wildcards in its last part stands for; a folder with a star stands for its files.
    internal static string[] Expand(string path)
    {
        var name = Path.GetFileName(path);
        if (name.AsSpan().IndexOfAny('*', '?') < 0)
            return File.Exists(path) ? [path] : [];
        var folder = Path.GetDirectoryName(path) is { Length: > 0 } given ? given : ".";
        return Directory.Exists(folder) ? Directory.GetFiles(folder, name).Order(StringComparer.Ordinal).ToArray() : [];
    }

    internal static void CheckExists(string path)
    {
        Contracts.CheckNonEmpty(path, nameof(path));
        Contracts.CheckParam(Expand(path).Length > 0, nameof(path), $"File or directory does not exist at path: {path}");
    }
}
