using EfficientNet.FeatureWriter;
using EfficientNet.Training;

namespace EfficientNet.Tests.Training;

/// <summary>A cache that cannot be written says so and disturbs nobody.</summary>
public sealed class FeatureCacheProblemTests : IDisposable
{
    private const int Length = 5000;
    private readonly CacheFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_below_a_file_is_a_problem_that_names_it()
    {
        var file = Path.Combine(_folder.Root, "file");
        File.WriteAllText(file, "no folder");
        AssertIsReported(new FeatureCache(new FeatureCacheOptions { Folder = Path.Combine(file, "cache") }));
        Assert.Equal("no folder", File.ReadAllText(file));
    }

    [Fact]
    public void A_folder_that_is_a_file_is_a_problem_that_names_it()
    {
        var file = Path.Combine(_folder.Root, "file");
        File.WriteAllText(file, "no folder");
        AssertIsReported(new FeatureCache(new FeatureCacheOptions { Folder = file }));
    }

    [SkippableFact]
    public void A_folder_in_which_nothing_can_be_made_is_a_problem_that_names_it()
    {
        Skip.IfNot(Directory.Exists("/proc/self"), "There is no /proc here.");
        AssertIsReported(new FeatureCache(new FeatureCacheOptions { Folder = "/proc/efficientnet" }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(FeatureEntry.HeaderLength)]
    [InlineData(FeatureEntry.HeaderLength + 1000)]
    public void A_disk_that_is_full_ends_writing_but_not_reading(int room)
    {
        var isFull = false;
        var cache = new FeatureCache(new FeatureCacheOptions
        {
            Folder = _folder.Root,
            CreateFile = path => isFull ? new FullDisk(path, room) : new FileStream(path, FileMode.CreateNew),
        });
        _folder.Write(cache, 1, Length);
        Assert.Null(cache.Problem);
        isFull = true;
        _folder.Write(cache, 2, Length);
        _folder.Write(cache, 1, Length);
        AssertSaysWhatToDo(cache.Problem, FullDisk.Message);
        Assert.True(KnownFeatures.Holds(cache, KnownFeatures.Key(1), Length));
        Assert.False(cache.TryRead(KnownFeatures.Key(2), new byte[Length]));
        Assert.Equal([_folder.PathOf(KnownFeatures.Key(1))], _folder.Files());

        // Nothing is tried any more until somebody has made room.
        isFull = false;
        _folder.Write(cache, 2, Length);
        Assert.Equal([1], _folder.Numbers(5));
        cache.Clear();
        Assert.Null(cache.Problem);
        _folder.Write(cache, 2, Length);
        Assert.Equal([2], _folder.Numbers(5));
    }

    [Fact]
    public void A_folder_that_another_thread_makes_this_very_moment_is_no_problem()
    {
        // Opening fails as the folder is not there yet; when .NET looks for the reason it is, so the file must be what was not found.
        var attempts = 0;
        var cache = new FeatureCache(new FeatureCacheOptions
        {
            Folder = _folder.Root,
            CreateFile = path => attempts++ == 0 ? throw new FileNotFoundException("", path) : new FileStream(path, FileMode.CreateNew),
        });
        _folder.Write(cache, 1, Length);
        Assert.Null(cache.Problem);
        Assert.True(KnownFeatures.Holds(cache, KnownFeatures.Key(1), Length));
    }

    [SkippableFact]
    public void What_the_system_says_of_a_full_device_is_in_the_problem()
    {
        Skip.IfNot(File.Exists("/dev/full"), "There is no /dev/full here.");
        var cache = new FeatureCache(new FeatureCacheOptions { Folder = _folder.Root, CreateFile = _ => new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0) });
        _folder.Write(cache, 1, Length);
        AssertSaysWhatToDo(cache.Problem, "No space left on device");
        Assert.True(File.Exists("/dev/full"));
    }

    [Fact]
    public void Only_the_first_problem_is_told()
    {
        var messages = new Queue<string>(["the first", "the second"]);
        var cache = new FeatureCache(new FeatureCacheOptions { Folder = _folder.Root, CreateFile = _ => throw new IOException(messages.Dequeue()) });
        _folder.Write(cache, 1, Length);
        _folder.Write(cache, 2, Length);
        AssertSaysWhatToDo(cache.Problem, "the first");
        Assert.Single(messages);
    }

    private static void AssertIsReported(FeatureCache cache)
    {
        var key = KnownFeatures.Key(1);
        Assert.False(cache.TryRead(key, new byte[Length]));
        Assert.Null(cache.Problem);
        cache.Write(key, KnownFeatures.Payload(key, Length));
        Assert.Contains($"The feature cache in {cache.Folder} is not written any more: expected a folder on a disk with room", cache.Problem);
        Assert.Contains("name another folder in FeatureCacheOptions.Folder or the environment variable EFFICIENTNET_CACHE", cache.Problem);
        Assert.False(cache.TryRead(key, new byte[Length]));
        Assert.Equal((0, 0L), (cache.EntryCount, cache.SizeInBytes));
        cache.Clear();
    }

    private void AssertSaysWhatToDo(string? problem, string found)
    {
        Assert.Contains(_folder.Root, problem);
        Assert.Contains(found, problem);
        Assert.Contains("Make room or allow writing there", problem);
    }

    /// <summary>A file for which there is no more room than some bytes.</summary>
    private sealed class FullDisk(string path, int room) : FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0)
    {
        public const string Message = "No space left, as a test has it";

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            var fits = (int)Math.Min(buffer.Length, room - Position);
            base.Write(buffer[..fits]);
            if (fits < buffer.Length)
            {
                throw new IOException(Message);
            }
        }
    }
}
