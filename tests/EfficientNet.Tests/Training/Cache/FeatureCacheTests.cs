using EfficientNet.Training;

namespace EfficientNet.Tests.Training;

public sealed class FeatureCacheTests : IDisposable
{
    private const int Length = 300;
    private readonly CacheFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_written_is_read_by_this_cache_and_by_another_one()
    {
        var cache = _folder.Cache();
        for (var i = 0; i < 50; i++)
        {
            cache.Write(CacheFolder.Key(i), CacheFolder.Payload(CacheFolder.Key(i), Length));
        }

        foreach (var reader in new[] { cache, _folder.Cache() })
        {
            for (var i = 0; i < 50; i++)
            {
                AssertHolds(reader, CacheFolder.Key(i));
            }

            Assert.False(reader.TryRead(CacheFolder.Key(50), new byte[Length]));
            Assert.Equal(50, reader.EntryCount);
            Assert.Equal(_folder.Files().Sum(file => new FileInfo(file).Length), reader.SizeInBytes);
            Assert.Null(reader.Problem);
        }
    }

    [Fact]
    public void A_later_entry_takes_the_place_of_an_earlier_one()
    {
        var (cache, key) = (_folder.Cache(), CacheFolder.Key(1));
        cache.Write(key, new byte[7]);
        cache.Write(key, CacheFolder.Payload(key, Length));
        AssertHolds(cache, key);
        Assert.Single(_folder.Files());
    }

    [Fact]
    public void An_entry_of_another_length_is_none()
    {
        var (cache, key) = (_folder.Cache(), CacheFolder.Key(1));
        cache.Write(key, CacheFolder.Payload(key, Length));
        Assert.False(cache.TryRead(key, new byte[Length - 1]));
        Assert.False(cache.TryRead(key, new byte[Length + 1]));
        Assert.False(cache.TryRead(key, []));
    }

    [Fact]
    public void An_entry_may_be_empty()
    {
        var (cache, key) = (_folder.Cache(), CacheFolder.Key(1));
        Assert.False(cache.TryRead(key, []));
        cache.Write(key, []);
        Assert.True(cache.TryRead(key, []));
    }

    [Fact]
    public void Nothing_is_made_before_something_is_written()
    {
        var folder = Path.Combine(_folder.Root, "not", "yet");
        var cache = new FeatureCache(new FeatureCacheOptions { Folder = folder });
        Assert.False(cache.TryRead(CacheFolder.Key(1), new byte[Length]));
        Assert.Equal((0, 0L), (cache.EntryCount, cache.SizeInBytes));
        cache.Clear();
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));
        cache.Write(CacheFolder.Key(1), new byte[3]);
        Assert.Equal((1, folder), (cache.EntryCount, cache.Folder));
    }

    private static void AssertHolds(FeatureCache cache, FeatureKey key)
    {
        var payload = new byte[Length];
        Assert.True(cache.TryRead(key, payload));
        Assert.Equal(CacheFolder.Payload(key, Length), payload);
    }
}
