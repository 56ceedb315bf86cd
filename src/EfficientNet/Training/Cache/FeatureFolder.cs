namespace EfficientNet.Training;

/// <summary>
/// The files of a <see cref="FeatureCache"/>: <c>ab/ab...64 digits.features</c>, named by their keys in folders of their first two digits, and beside them
/// <c>ab/ab...64 digits.32 digits.tmp</c> while they are written. Nothing else in the folder is ever looked at or touched.
/// </summary>
internal sealed class FeatureFolder(string path)
{
    private const int ShardDigits = 2;
    private const string EntryExtension = ".features";
    private const string TemporaryExtension = ".tmp";
    private const int KeyDigits = FeatureKey.Length * 2;
    private const int TemporaryDigits = 32;

    // What is out of reach or has just vanished does not count; a link to a folder is not followed.
    private static readonly EnumerationOptions _everything = new() { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>The folder's path.</summary>
    public string FullPath => path;

    /// <summary>Where an entry lies, or would.</summary>
    public string PathOf(FeatureKey key) => Path.Combine(path, key.Text[..ShardDigits], key.Text + EntryExtension);

    /// <summary>A path of its own, in the same folder, for an entry that is being written.</summary>
    public string TemporaryPathOf(FeatureKey key) => Path.Combine(path, key.Text[..ShardDigits], $"{key.Text}.{Guid.NewGuid():N}{TemporaryExtension}");

    /// <summary>All entries.</summary>
    public IEnumerable<FeatureFile> Entries() => Files(IsEntry);

    /// <summary>All files that are being written, or were when their process ended.</summary>
    public IEnumerable<FeatureFile> Temporaries() => Files(IsTemporary);

    /// <summary>Deletes the folders in which nothing lies any more, down to this one.</summary>
    public void DeleteEmptyFolders()
    {
        foreach (var shard in Shards())
        {
            Delete(shard);
        }

        Delete(path);

        static void Delete(string folder)
        {
            try
            {
                Directory.Delete(folder, recursive: false);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Something lies in it: another process' entry, or what is not ours.
            }
        }
    }

    private static bool IsEntry(string name) => name.Length == KeyDigits + EntryExtension.Length && name.EndsWith(EntryExtension, StringComparison.Ordinal) && AreDigits(name.AsSpan(0, KeyDigits));

    private static bool IsTemporary(string name) => name.Length == KeyDigits + 1 + TemporaryDigits + TemporaryExtension.Length
        && name.EndsWith(TemporaryExtension, StringComparison.Ordinal)
        && name[KeyDigits] == '.'
        && AreDigits(name.AsSpan(0, KeyDigits))
        && AreDigits(name.AsSpan(KeyDigits + 1, TemporaryDigits));

    private static bool AreDigits(ReadOnlySpan<char> text) => text.IndexOfAnyExcept("0123456789abcdef") < 0;

    private static T[] Safely<T>(Func<IEnumerable<T>> list)
    {
        try
        {
            return [.. list()];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private string[] Shards() => Safely(() => Directory.EnumerateDirectories(path, "??", _everything).Where(shard => Path.GetFileName(shard) is { Length: ShardDigits } name && AreDigits(name)));

    private IEnumerable<FeatureFile> Files(Func<string, bool> isOurs)
    {
        foreach (var shard in Shards())
        {
            foreach (var file in Safely(() => new DirectoryInfo(shard).EnumerateFiles("*", _everything)))
            {
                if (isOurs(file.Name) && file.Name.StartsWith(Path.GetFileName(shard), StringComparison.Ordinal) && FeatureFile.Of(file) is { } found)
                {
                    yield return found;
                }
            }
        }
    }
}
