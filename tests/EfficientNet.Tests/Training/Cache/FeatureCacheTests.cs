using EfficientNet.FeatureWriter;
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
            _folder.Write(cache, i, Length);
        }

        foreach (var reader in new[] { cache, _folder.Cache() })
        {
            Assert.All(Enumerable.Range(0, 50), i => Assert.True(KnownFeatures.Holds(reader, KnownFeatures.Key(i), Length)));
            Assert.False(reader.TryRead(KnownFeatures.Key(50), new byte[Length]));
            Assert.Equal(50, reader.EntryCount);
            Assert.Equal(_folder.Files().Sum(file => new FileInfo(file).Length), reader.SizeInBytes);
            Assert.Null(reader.Problem);
        }
    }

    [Fact]
    public void A_later_entry_takes_the_place_of_an_earlier_one()
    {
        var (cache, key) = (_folder.Cache(), KnownFeatures.Key(1));
        cache.Write(key, new byte[7]);
        _folder.Write(cache, 1, Length);
        Assert.True(KnownFeatures.Holds(cache, key, Length));
        Assert.Single(_folder.Files());
    }

    [Fact]
    public void An_entry_of_another_length_is_none()
    {
        var (cache, key) = (_folder.Cache(), KnownFeatures.Key(1));
        _folder.Write(cache, 1, Length);
        Assert.False(cache.TryRead(key, new byte[Length - 1]));
        Assert.False(cache.TryRead(key, new byte[Length + 1]));
        Assert.False(cache.TryRead(key, []));
    }

    [Fact]
    public void An_entry_may_be_empty()
    {
        var (cache, key) = (_folder.Cache(), KnownFeatures.Key(1));
        Assert.False(cache.TryRead(key, []));
        cache.Write(key, []);
        Assert.True(cache.TryRead(key, []));
    }

    [Fact]
    public void Nothing_is_made_before_something_is_written()
    {
        var folder = Path.Combine(_folder.Root, "not", "yet");
        var cache = new FeatureCache(new FeatureCacheOptions { Folder = folder });
        Assert.False(cache.TryRead(KnownFeatures.Key(1), new byte[Length]));
        Assert.Equal((0, 0L), (cache.EntryCount, cache.SizeInBytes));
        cache.Clear();
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));
        cache.Write(KnownFeatures.Key(1), new byte[3]);
        Assert.Equal((1, folder), (cache.EntryCount, cache.Folder));
    }

    [Fact]
    public void Many_threads_may_use_it_at_once()
    {
        var cache = _folder.Cache();
        Parallel.For(0, 400, i =>
        {
            _folder.Write(cache, i % 40, Length);
            Assert.True(KnownFeatures.Holds(cache, KnownFeatures.Key(i % 40), Length), cache.Problem);
        });
        Assert.Equal(40, cache.EntryCount);
        Assert.Equal(40, _folder.Files().Length);
        Assert.Null(cache.Problem);
    }

    [Fact]
    public void Clearing_leaves_nothing_of_the_cache_and_everything_else()
    {
        var cache = _folder.Cache();
        for (var i = 0; i < 20; i++)
        {
            _folder.Write(cache, i, Length);
        }

        var key = KnownFeatures.Key(0);
        var shard = Path.Combine(_folder.Root, key.Text[..2]);
        var otherShard = Path.Combine(_folder.Root, key.Text[..2] == "00" ? "01" : "00");
        var digits = new string('1', 32);
        string[] foreign =
        [
            Path.Combine(_folder.Root, "thesis.docx"),
            Path.Combine(_folder.Root, key.Text + ".features"),
            Path.Combine(_folder.Root, "photographs", key.Text + ".features"),
            Path.Combine(shard, "notes.features"),
            Path.Combine(shard, key.Text + ".features.txt"),
            Path.Combine(shard, key.Text.ToUpperInvariant() + ".features"),
            Path.Combine(shard, key.Text[..63] + ".features"),
            Path.Combine(shard, $"{key.Text}-{digits}.tmp"),
            Path.Combine(shard, key.Text + ".tmp"),
            Path.Combine(shard, "deeper", key.Text + ".features"),
            Path.Combine(otherShard, key.Text + ".features"),
        ];
        foreach (var path in foreign)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "mine");
        }

        var empty = Directory.CreateDirectory(Path.Combine(_folder.Root, "empty")).FullName;
        var left = Path.Combine(shard, $"{key.Text}.{digits}.tmp");
        File.WriteAllText(left, "half");

        cache.Clear();
        Assert.Equal(foreign.Order(StringComparer.Ordinal), _folder.Files().Order(StringComparer.Ordinal));
        Assert.Equal(
            new[] { "photographs", "empty", Path.GetFileName(shard), Path.GetFileName(otherShard) }.Order(StringComparer.Ordinal),
            Directory.GetDirectories(_folder.Root).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.True(Directory.Exists(empty));
        Assert.Equal(0, cache.EntryCount);

        _folder.Write(cache, 3, Length);
        Assert.True(KnownFeatures.Holds(cache, KnownFeatures.Key(3), Length));
    }

    [Fact]
    public async Task Clearing_while_others_write_harms_nobody()
    {
        var (writer, other) = (_folder.Cache(), _folder.Cache());
        using var done = new CancellationTokenSource();
        var clearing = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                other.Clear();
            }
        });
        for (var i = 0; i < 500; i++)
        {
            _folder.Write(writer, i % 30, Length);
        }

        await done.CancelAsync();
        await clearing;
        Assert.Null(writer.Problem);
        _folder.Write(writer, 7, Length);
        Assert.True(KnownFeatures.Holds(writer, KnownFeatures.Key(7), Length));
        Assert.DoesNotContain(_folder.Files(), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }
}
