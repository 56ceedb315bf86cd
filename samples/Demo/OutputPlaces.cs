namespace EfficientNet.Demo;

/// <summary>Where the demo's files lie.</summary>
internal sealed record OutputPlaces(string Pictures, string Model)
{
    public static OutputPlaces Below(string? folder)
    {
        folder ??= RepositoryRoot() is { } root
            ? Path.Combine(root, "artifacts", "demo")
            : Path.Combine(Path.GetTempPath(), "efficientnet-demo");
        return new OutputPlaces(Path.Combine(folder, "pictures"), Path.Combine(folder, "model.zip"));
    }

    /// <summary>A path as one would type it here: relative if it lies below the current folder.</summary>
    public static string Shown(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? Path.GetFullPath(path) : relative;
    }

    private static string? RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EfficientNet.MLNet.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
