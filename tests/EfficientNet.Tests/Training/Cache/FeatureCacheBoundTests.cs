using EfficientNet.FeatureWriter;
using EfficientNet.Training;

namespace EfficientNet.Tests.Training;

/// <summary>What happens as the cache comes to its bound.</summary>
public sealed class FeatureCacheBoundTests : IDisposable
{
    private const long MaximumBytes = 1 << 20;
    private const int Payload = 50_000;
    private const int FileLength = Payload + FeatureEntry.HeaderLength;

    // So many entries of this size fit.
    private const int Most = (int)(MaximumBytes / FileLength);

    private static readonly DateTime _start = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly CacheFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_not_used_for_longest_goes_until_nine_tenths_are_left()
    {
        var cache = _folder.Cache(MaximumBytes);

        // Last used in an order that is neither that of writing nor that of names.
        for (var i = 0; i < Most; i++)
        {
            _folder.Write(cache, i, Payload, _start.AddMinutes(i * 7 % Most));
        }

        Assert.Equal(Most, cache.EntryCount);
        _folder.Write(cache, Most, Payload);
        var kept = (int)(MaximumBytes * 0.9 / FileLength);
        var expected = Enumerable.Range(0, Most).OrderByDescending(i => i * 7 % Most).Take(kept - 1).Append(Most).Order();
        Assert.Equal(expected, _folder.Numbers(Most + 1));
        Assert.InRange(cache.SizeInBytes, MaximumBytes * 8 / 10, MaximumBytes * 9 / 10);
        Assert.Null(cache.Problem);
    }

    [Fact]
    public void Reading_is_use()
    {
        var cache = _folder.Cache(MaximumBytes);
        for (var i = 0; i < Most; i++)
        {
            _folder.Write(cache, i, Payload, _start.AddMinutes(i));
        }

        Assert.True(KnownFeatures.Holds(_folder.Cache(), KnownFeatures.Key(0), Payload));
        Assert.False(cache.TryRead(KnownFeatures.Key(1), new byte[5]));
        _folder.Write(cache, Most, Payload);
        Assert.True(KnownFeatures.Holds(cache, KnownFeatures.Key(0), Payload));
        Assert.False(KnownFeatures.Holds(cache, KnownFeatures.Key(1), Payload));
    }

    [Fact]
    public void Size_stays_within_the_bound_however_much_is_written()
    {
        var cache = _folder.Cache(MaximumBytes);
        for (var i = 0; i < 5 * Most; i++)
        {
            _folder.Write(cache, i, Payload);
            Assert.InRange(cache.SizeInBytes, FileLength, MaximumBytes);
            Assert.True(KnownFeatures.Holds(cache, KnownFeatures.Key(i), Payload), $"Entry {i} went although it is the newest.");
        }

        Assert.Null(cache.Problem);
    }

    [Fact]
    public void What_another_process_has_written_counts()
    {
        var other = _folder.Cache();
        for (var i = 0; i < 3 * Most; i++)
        {
            _folder.Write(other, i, Payload, _start);
        }

        var cache = _folder.Cache(MaximumBytes);
        _folder.Write(cache, 3 * Most, Payload);
        Assert.InRange(cache.SizeInBytes, FileLength, MaximumBytes);

        // This one has counted already, and notices after another eighth of its bound.
        for (var i = 0; i < 3 * Most; i++)
        {
            _folder.Write(other, i, Payload, _start);
        }

        for (var i = 0; i <= Most / 8; i++)
        {
            _folder.Write(cache, (3 * Most) + 1 + i, Payload);
        }

        Assert.InRange(cache.SizeInBytes, FileLength, MaximumBytes);
    }

    [Fact]
    public void Two_caches_at_one_folder_may_delete_at_once()
    {
        var caches = new[] { _folder.Cache(MaximumBytes), _folder.Cache(MaximumBytes) };
        Parallel.For(0, 8 * Most, i =>
        {
            _folder.Write(caches[i % 2], i, Payload);
            KnownFeatures.Holds(caches[(i + 1) % 2], KnownFeatures.Key(i / 2), Payload);
        });
        Assert.All(caches, cache => Assert.Null(cache.Problem));
        Assert.InRange(caches[0].SizeInBytes, FileLength, MaximumBytes * 5 / 4);
    }

    [Fact]
    public void An_entry_above_the_bound_is_refused_and_deletes_nothing()
    {
        var cache = _folder.Cache(MaximumBytes);
        _folder.Write(cache, 1, Payload);
        cache.Write(KnownFeatures.Key(2), new byte[MaximumBytes]);
        Assert.Equal([1], _folder.Numbers(3));
        Assert.Contains($"{MaximumBytes + FeatureEntry.HeaderLength} bytes", cache.Problem);
        Assert.Contains("Raise FeatureCacheOptions.MaximumBytes", cache.Problem);
    }

    [Fact]
    public void Files_left_by_processes_that_ended_while_writing_go_once_they_are_old()
    {
        var shard = Directory.CreateDirectory(Path.Combine(_folder.Root, KnownFeatures.Key(1).Text[..2])).FullName;
        var old = Path.Combine(shard, $"{KnownFeatures.Key(1)}.{new string('a', 32)}.tmp");
        var recent = Path.Combine(shard, $"{KnownFeatures.Key(1)}.{new string('b', 32)}.tmp");
        var foreign = Path.Combine(shard, "old.tmp");
        foreach (var path in new[] { old, recent, foreign })
        {
            File.WriteAllText(path, "half");
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(path == recent ? -0.5 : -2));
        }

        var cache = _folder.Cache();
        Assert.False(cache.TryRead(KnownFeatures.Key(1), new byte[5]));
        Assert.Equal(3, _folder.Files().Length);
        _folder.Write(cache, 2, Payload);
        Assert.Equal((false, true, true), (File.Exists(old), File.Exists(recent), File.Exists(foreign)));
    }
}
