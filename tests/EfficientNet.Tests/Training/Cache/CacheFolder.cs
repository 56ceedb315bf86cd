using EfficientNet.FeatureWriter;
using EfficientNet.Training;

namespace EfficientNet.Tests.Training;

/// <summary>A folder for a cache of features, deleted in the end.</summary>
internal sealed class CacheFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("efficientnet-cache-").FullName;

    public FeatureCache Cache(long maximumBytes = 1L << 30) => new(new FeatureCacheOptions { Folder = Root, MaximumBytes = maximumBytes });

    public string PathOf(FeatureKey key) => Path.Combine(Root, key.Text[..2], key.Text + ".features");

    public string[] Files() => Directory.GetFiles(Root, "*", SearchOption.AllDirectories);

    /// <summary>Writes a known entry and gives it a time of last use.</summary>
    public void Write(FeatureCache cache, int number, int length, DateTime? lastUse = null)
    {
        var key = KnownFeatures.Key(number);
        cache.Write(key, KnownFeatures.Payload(key, length));
        if (lastUse is { } time)
        {
            File.SetLastWriteTimeUtc(PathOf(key), time);
        }
    }

    /// <summary>Which of the known entries are there; reads the files' names only, so that it uses none.</summary>
    public int[] Numbers(int count) => [.. Enumerable.Range(0, count).Where(i => File.Exists(PathOf(KnownFeatures.Key(i))))];

    public void Dispose()
    {
        if (Directory.Exists(Root))
        {
            Directory.Delete(Root, recursive: true);
        }
    }
}
