using System.IO.Enumeration;

namespace EfficientNet.Training;

/// <summary>
/// The files of a <see cref="FeatureCache"/>: <c>ab/ab...64 digits.features</c>, named by their keys in subfolders of their first two digits, and beside them
/// <c>ab/ab...64 digits.32 digits.tmp</c> while they are written. Nothing else in the folder is ever looked into or touched.
/// </summary>
internal sealed class FeatureFolder(string path)
{
    private const int ShardDigits = 2;
    private const string EntryExtension = ".features";
    private const string TemporaryExtension = ".tmp";
    private const int KeyDigits = FeatureKey.Length * 2;
    private const int TemporaryDigits = 32;

    // What is out of reach does not count; a link to a folder is not followed.
    private static readonly EnumerationOptions _options = new() { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>The folder's path.</summary>
    public string FullPath => path;

    /// <summary>Where an entry lies, or would.</summary>
    public string PathOf(FeatureKey key) => Path.Combine(path, key.Text[..ShardDigits], key.Text + EntryExtension);

    /// <summary>A path of its own, in the same subfolder, for an entry that is being written.</summary>
    public string TemporaryPathOf(FeatureKey key) => Path.Combine(path, key.Text[..ShardDigits], $"{key.Text}.{Guid.NewGuid():N}{TemporaryExtension}");

    /// <summary>All files: entries, and those that are being written or were when their process ended.</summary>
    public IEnumerable<FeatureFile> Files() =>
        from shard in Listed(() => Directory.EnumerateDirectories(path, "*", _options).Where(folder => IsShard(Path.GetFileName(folder.AsSpan()))))
        from file in Listed(() => FilesIn(shard))
        select file;

    /// <summary>All entries.</summary>
    public IEnumerable<FeatureFile> Entries() => Files().Where(file => file.IsEntry);

    /// <summary>Deletes a subfolder if nothing lies in it.</summary>
    public static void DeleteIfEmpty(string shard)
    {
        try
        {
            Directory.Delete(shard, recursive: false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Something lies in it: what another process has just written, or what is not ours.
        }
    }

    private static IEnumerable<FeatureFile> FilesIn(string shard)
    {
        var name = Path.GetFileName(shard);
        return new FileSystemEnumerable<FeatureFile>(
            shard,
            (ref FileSystemEntry entry) => new FeatureFile(entry.ToFullPath(), entry.Length, entry.LastWriteTimeUtc.UtcDateTime, IsEntry(entry.FileName)),
            _options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                entry.FileName.StartsWith(name, StringComparison.Ordinal) && (IsEntry(entry.FileName) || IsTemporary(entry.FileName)) && !entry.IsDirectory,
        };
    }

    private static bool IsShard(ReadOnlySpan<char> name) => name.Length == ShardDigits && AreDigits(name);

    private static bool IsEntry(ReadOnlySpan<char> name) => name.Length == KeyDigits + EntryExtension.Length
        && name.EndsWith(EntryExtension, StringComparison.Ordinal)
        && AreDigits(name[..KeyDigits]);

    private static bool IsTemporary(ReadOnlySpan<char> name) => name.Length == KeyDigits + 1 + TemporaryDigits + TemporaryExtension.Length
        && name.EndsWith(TemporaryExtension, StringComparison.Ordinal)
        && name[KeyDigits] == '.'
        && AreDigits(name[..KeyDigits])
        && AreDigits(name.Slice(KeyDigits + 1, TemporaryDigits));

    private static bool AreDigits(ReadOnlySpan<char> text) => text.IndexOfAnyExcept("0123456789abcdef") < 0;

    // A folder may vanish while it is read; then nothing is in it.
    private static List<T> Listed<T>(Func<IEnumerable<T>> list)
    {
        var found = new List<T>();
        try
        {
            found.AddRange(list());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }

        return found;
    }
}
