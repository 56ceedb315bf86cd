namespace EfficientNet.Training;

/// <summary>
/// Features of pictures on disk, so that training on the same pictures again need not compute them again. Each entry is a file of its own, checked
/// by a checksum when it is read and put in its place by one move when it is written: whatever a crash, a cut or another process does to the
/// folder, an entry is read as it was written or not at all. A cache that cannot be written is no error; <see cref="Problem"/> says why. May
/// be used by several threads and processes at once.
/// </summary>
public sealed class FeatureCache
{
    private const string AnotherFolder =
        $"name another folder in {nameof(FeatureCacheOptions)}.{nameof(FeatureCacheOptions.Folder)} or the environment variable {FeatureCacheOptions.FolderVariable}.";

    private const double KeptShare = 0.9;

    // What other processes add is not noticed until the files are counted again; that is done after this part of the bound was written.
    private const int CountingShare = 8;

    // Writing an entry takes milliseconds; what is older was left behind.
    private static readonly TimeSpan _abandoned = TimeSpan.FromHours(1);

    private readonly FeatureCacheOptions _options;
    private readonly FeatureFolder _folder;
    private readonly object _counting = new();
    private long _size = -1;
    private long _untilCounted;
    private volatile bool _cannotTouch;
    private volatile string? _problem;

    /// <summary>Makes a cache. Nothing is read or written yet.</summary>
    /// <param name="options">Where it lies and how large it grows; by default the user's own, of 2 GiB.</param>
    /// <exception cref="ArgumentException">The options are not possible; the message lists everything that is wrong with them.</exception>
    public FeatureCache(FeatureCacheOptions? options = null)
    {
        _options = options ?? new FeatureCacheOptions();
        _options.Validate();
        _folder = new FeatureFolder(_options.FolderOrDefault);
    }

    /// <summary>The folder in which the entries lie.</summary>
    public string Folder => _folder.FullPath;

    /// <summary>
    /// Why nothing is written any more: the folder, what failed and what to do. Null as long as nothing failed. Entries that are there are still read.
    /// </summary>
    public string? Problem => _problem;

    /// <summary>How many bytes all entries take, counted anew at each call.</summary>
    public long SizeInBytes => _folder.Entries().Sum(file => file.Length);

    /// <summary>How many entries there are, counted anew at each call.</summary>
    public int EntryCount => _folder.Entries().Count();

    /// <summary>
    /// Deletes all entries, and the subfolders that are empty then. What else lies in the folder stays. Another process may go on using the cache meanwhile.
    /// </summary>
    /// <exception cref="IOException">Some files could not be deleted; the message says how many, and names one.</exception>
    public void Clear()
    {
        var failures = new List<(string Path, string Problem)>();
        foreach (var shard in _folder.Files().GroupBy(file => Path.GetDirectoryName(file.Path)!))
        {
            foreach (var file in shard)
            {
                if (file.Delete() is { } problem)
                {
                    failures.Add((file.Path, problem));
                }
            }

            FeatureFolder.DeleteIfEmpty(shard.Key);
        }

        lock (_counting)
        {
            _size = -1;
        }

        if (failures.Count > 0)
        {
            throw new IOException(
                $"{failures.Count} files of the feature cache in {Folder} could not be deleted, {failures[0].Path} for one: {failures[0].Problem} "
                + "Allow it, or delete the folder by other means.");
        }

        // There may be room again.
        _problem = null;
    }

    /// <summary>Reads an entry.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="payload">Takes exactly what was written; without meaning if there is no entry.</param>
    /// <returns>Whether there is a sound entry of this length.</returns>
    internal bool TryRead(FeatureKey key, Span<byte> payload)
    {
        var path = _folder.PathOf(key);
        if (!FeatureEntry.TryRead(path, key, payload))
        {
            return false;
        }

        Touch(path);
        return true;
    }

    /// <summary>Writes an entry, in place of any that has this key. What goes wrong is told by <see cref="Problem"/>.</summary>
    internal void Write(FeatureKey key, ReadOnlySpan<byte> payload)
    {
        if (_problem is not null)
        {
            return;
        }

        var length = FeatureEntry.HeaderLength + (long)payload.Length;
        if (length > _options.MaximumBytes)
        {
            Fail($"an entry takes {length} bytes, but MaximumBytes allows only {_options.MaximumBytes} altogether", "Raise FeatureCacheOptions.MaximumBytes.");
            return;
        }

        try
        {
            WriteFile(key, payload);
            Count(length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Fail(
                $"expected a folder on a disk with room in which files can be made and renamed, but: {error.Message}",
                $"Make room or allow writing there, or {AnotherFolder}");
        }
    }

    private void WriteFile(FeatureKey key, ReadOnlySpan<byte> payload)
    {
        var temporary = _folder.TemporaryPathOf(key);
        try
        {
            // Not flushed to the disk itself: that takes milliseconds for each picture, and what a power failure leaves unwritten the checksum finds.
            using (var file = Create(temporary))
            {
                FeatureEntry.Write(file, key, payload);
            }

            Move(temporary, _folder.PathOf(key));
        }
        catch
        {
            FeatureFile.Delete(temporary);
            throw;
        }
    }

    private Stream Create(string path)
    {
        // The second time, somebody may have cleared the cache in between. Where somebody made the folder between the failure and its report, .NET
        // says that the file is what was not found.
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return _options.CreateFile(path);
            }
            catch (Exception error) when (error is DirectoryNotFoundException or FileNotFoundException && attempt < 3)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            }
        }
    }

    private static void Move(string temporary, string path)
    {
        try
        {
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            // The cache was cleared this very moment; the entry would be gone now anyway.
        }
        catch (Exception error) when (OperatingSystem.IsWindows() && error is IOException or UnauthorizedAccessException && File.Exists(path))
        {
            // Windows lets nobody replace a file that is being read. It was written by somebody else meanwhile, from the same picture.
            FeatureFile.Delete(temporary);
        }
    }

    private void Touch(string path)
    {
        if (_cannotTouch)
        {
            return;
        }

        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (FileNotFoundException)
        {
            // Deleted by another process since it was read.
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A folder that can only be read; trying every time would cost an exception every time.
            _cannotTouch = true;
        }
    }

    /// <summary>Keeps the files within the bound. They are counted when the first one is written; who finds all features does not wait for it.</summary>
    private void Count(long written)
    {
        lock (_counting)
        {
            _untilCounted -= written;
            if (_size < 0 || _untilCounted < 0)
            {
                CountFiles();
                _untilCounted = _options.MaximumBytes / CountingShare;
            }
            else
            {
                _size += written;
            }

            if (_size > _options.MaximumBytes)
            {
                Evict();
            }
        }
    }

    private void Evict()
    {
        var entries = _folder.Entries().OrderBy(file => file.LastUse).ThenBy(file => file.Path, StringComparer.Ordinal).ToList();
        _size = entries.Sum(file => file.Length);
        if (_size <= _options.MaximumBytes)
        {
            return;
        }

        string? problem = null;
        foreach (var file in entries.TakeWhile(_ => _size > _options.MaximumBytes * KeptShare))
        {
            if (file.Delete() is { } failure)
            {
                problem = failure;
            }
            else
            {
                _size -= file.Length;
            }
        }

        if (_size > _options.MaximumBytes)
        {
            Fail(
                $"it takes {_size} bytes, MaximumBytes allows {_options.MaximumBytes}, and older entries cannot be deleted: {problem}",
                $"Allow deleting there, or {AnotherFolder}");
        }
    }

    /// <summary>Counts what is there, and deletes what processes left behind that ended while they wrote.</summary>
    private void CountFiles()
    {
        _size = 0;
        var before = DateTime.UtcNow - _abandoned;
        foreach (var file in _folder.Files())
        {
            if (file.IsEntry)
            {
                _size += file.Length;
            }
            else if (file.LastUse < before)
            {
                file.Delete();
            }
        }
    }

    private void Fail(string problem, string advice) => _problem ??=
        $"The feature cache in {Folder} is not written any more: {problem} {advice} Training goes on, and what is in the cache is still read.";
}
