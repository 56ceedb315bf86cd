using EfficientNet.Weights;

namespace EfficientNet.Tests.Weights;

/// <summary>A folder of its own for the hub's cache, deleted at the end, and stores over it.</summary>
internal sealed class StoreFolder : IDisposable
{
    public const string Id = "tf_efficientnet_b0.in1k";

    public static PretrainedConfiguration B0 { get; } = PretrainedConfiguration.Parse(Id);

    public string Root { get; } = Directory.CreateTempSubdirectory("weights").FullName;

    /// <summary>The repository's folder in the cache.</summary>
    public string Repository => Path.Combine(Root, "models--timm--" + Id);

    /// <summary>The file by its name, as Python looks for it.</summary>
    public string Snapshot(string commit = HubServer.FirstCommit) => Path.Combine(Repository, "snapshots", commit, "model.safetensors");

    public string Blob(string etag) => Path.Combine(Repository, "blobs", etag);

    public string Reference => Path.Combine(Repository, "refs", "main");

    public WeightStore Store(
        string endpoint,
        string token = "",
        int retries = 3,
        double timeout = 5,
        string revision = "main",
        bool? offline = false,
        Action<string, string>? createLink = null) => new(new WeightStoreOptions
    {
        CacheFolder = Root,
        Endpoint = endpoint,
        Token = token,
        Offline = offline,
        Retries = retries,
        Revision = revision,
        RetryDelay = TimeSpan.FromMilliseconds(1),
        Timeout = TimeSpan.FromSeconds(timeout),
        CreateLink = createLink ?? ((path, target) => File.CreateSymbolicLink(path, target)),
    });

    public void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    /// <summary>Every file and link in the cache, by its path from the repository's folder on; lock files aside.</summary>
    public string[] Files()
        => Directory.Exists(Repository)
            ? [.. Directory.EnumerateFileSystemEntries(Repository, "*", SearchOption.AllDirectories)
                .Where(path => !Directory.Exists(path) || new FileInfo(path).LinkTarget is not null)
                .Select(path => Path.GetRelativePath(Repository, path).Replace('\\', '/'))
                .Order(StringComparer.Ordinal)]
            : [];

    /// <summary>Nothing that anybody, Python included, would take for the file; an incomplete one may be left if a test says so.</summary>
    public void AssertNothingCounts(bool mayResume = false)
    {
        Assert.Null(Store("http://127.0.0.1:1").Find(B0));
        Assert.DoesNotContain(Files(), file => !mayResume || !file.EndsWith(".incomplete", StringComparison.Ordinal));
    }

    /// <summary>The file is there as announced, by all its names, and nothing beside it.</summary>
    public void AssertWhole(HubServer server)
    {
        Assert.Equal([$"blobs/{server.Etag}", "refs/main", $"snapshots/{server.Commit}/model.safetensors"], Files());
        Assert.Equal(server.Content, File.ReadAllBytes(Snapshot(server.Commit)));
        Assert.Equal(server.Commit, File.ReadAllText(Reference));
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
