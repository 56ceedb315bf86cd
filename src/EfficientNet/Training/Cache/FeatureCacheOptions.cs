namespace EfficientNet.Training;

/// <summary>Where a <see cref="FeatureCache"/> keeps features, and how much of them.</summary>
public sealed class FeatureCacheOptions
{
    internal const string FolderVariable = "EFFICIENTNET_CACHE";
    private const long MinimumBytes = 1 << 20;

    /// <summary>
    /// The folder; it is made when something is first kept. Default: null, which is what the environment variable <c>EFFICIENTNET_CACHE</c> names, or else
    /// <c>efficientnet/features</c> in the user's folder for caches: <c>XDG_CACHE_HOME</c> or <c>~/.cache</c>; <c>~/Library/Caches</c> on
    /// macOS; <c>%LOCALAPPDATA%</c> on Windows. Of an account without such a folder, one in that for temporary files.
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>
    /// How many bytes of files are kept, at least one mebibyte. When there are more, those not used for longest are deleted until 90 % of it is
    /// left. A cache smaller than what one training needs is of no use to the next. Default: 2 GiB, which holds the 1,280 features of some 80,000
    /// pictures with four augmented views each.
    /// </summary>
    public long MaximumBytes { get; init; } = 2L << 30;

    /// <summary>Reads environment variables.</summary>
    internal Func<string, string?> ReadVariable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Asks for the user's own folders; empty where there is none.</summary>
    internal Func<Environment.SpecialFolder, string> UserFolder { get; init; } =
        folder => Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify);

    /// <summary>Makes a file that must not be there yet, and opens it for writing.</summary>
    internal Func<string, Stream> CreateFile { get; init; } = path => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);

    /// <summary>The folder, whichever way it was named.</summary>
    internal string FolderOrDefault => Path.GetFullPath(Folder ?? Read(FolderVariable) ?? Path.Combine(UserCaches(), "efficientnet", "features"));

    /// <summary>Checks all values and reports everything that is wrong with them at once.</summary>
    /// <exception cref="ArgumentException">At least one value is out of its range; the message lists every one.</exception>
    public void Validate()
    {
        var problems = new List<string>();
        if (Folder is not null && (string.IsNullOrWhiteSpace(Folder) || Folder.Contains('\0')))
        {
            problems.Add($"{nameof(Folder)} is '{Folder.Replace('\0', '?')}', but should be the path of a folder, or null for the default");
        }

        if (MaximumBytes < MinimumBytes)
        {
            problems.Add($"{nameof(MaximumBytes)} is {MaximumBytes}, but should be at least {MinimumBytes}");
        }

        if (problems.Count > 0)
        {
            throw new ArgumentException($"The feature cache is not possible: {string.Join("; ", problems)}.");
        }
    }

    private string UserCaches()
    {
        // The standard for these folders has paths that are not absolute ignored.
        if (!OperatingSystem.IsWindows() && Read("XDG_CACHE_HOME") is { } caches && Path.IsPathFullyQualified(caches))
        {
            return caches;
        }

        var own = UserFolder(OperatingSystem.IsWindows() ? Environment.SpecialFolder.LocalApplicationData : Environment.SpecialFolder.UserProfile);

        // An account may be without a home, in a container or as a service for one.
        return own.Length == 0 ? Path.Combine(Path.GetTempPath(), Environment.UserName)
            : OperatingSystem.IsWindows() ? own
            : OperatingSystem.IsMacOS() ? Path.Combine(own, "Library", "Caches")
            : Path.Combine(own, ".cache");
    }

    private string? Read(string variable) => ReadVariable(variable) is { Length: > 0 } value ? value : null;
}
