using Xunit;

namespace EfficientNet.Testing;

/// <summary>
/// Finds the folder of reference files that lies beside the repository. Not everybody has it: tests that need it are
/// skipped, with the reason, where it is absent. The variable EFFICIENTNET_SHARED names another place for it.
/// </summary>
public static class SharedFiles
{
    private static readonly Lazy<string?> _root = new(Find);

    /// <summary>The folder, or null where it is absent.</summary>
    public static string? Root => _root.Value;

    /// <summary>A file or folder in it; skips the running test if that is absent.</summary>
    public static string RequireOrSkip(params string[] parts)
    {
        var relative = Path.Combine(parts);
        var path = Root is null ? null : Path.Combine(Root, relative);
        Skip.IfNot(path is not null && Path.Exists(path), $"Needs ../shared/{relative} beside the repository.");
        return path!;
    }

    /// <summary>The repository's own root: the nearest folder above the tests that holds the solution.</summary>
    public static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EfficientNet.MLNet.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds EfficientNet.MLNet.sln.");
    }

    private static string? Find()
    {
        var given = Environment.GetEnvironmentVariable("EFFICIENTNET_SHARED");
        var path = string.IsNullOrEmpty(given) ? Path.Combine(RepositoryRoot(), "..", "shared") : given;
        return Directory.Exists(path) ? Path.GetFullPath(path) : null;
    }
}
