namespace EfficientNet.Weights;

/// <summary>
/// One repository in the hub's cache: <c>blobs</c> holds files by their hash, <c>snapshots/COMMIT</c> links to them by their names,
/// <c>refs/REVISION</c> says which commit a branch or tag is at; <c>.locks</c> lies beside all repositories.
/// </summary>
internal sealed class HubCache(string folder, string repository, Action<string, string> createLink)
{
    private readonly string _name = "models--" + repository.Replace("/", "--");

    private string Root => Path.Combine(folder, _name);

    public string Blob(HubFile file) => Path.Combine(Root, "blobs", file.Etag);

    public string Incomplete(HubFile file) => Blob(file) + ".incomplete";

    public string Lock(HubFile file) => Path.Combine(folder, ".locks", _name, file.Etag + ".lock");

    public string Snapshot(string commit, string fileName) => Path.Combine(Root, "snapshots", commit, fileName);

    /// <summary>The path of a file at a revision, as far as the cache knows it; null if the revision is unknown here or the file is not there.</summary>
    public string? Find(string revision, string fileName)
    {
        var commit = HubFile.IsCommit(revision) ? revision : ReadReference(revision);
        var path = commit is null ? null : Snapshot(commit, fileName);
        return File.Exists(path) ? path : null;
    }

    /// <summary>Notes which commit a revision is at, in one step.</summary>
    public void WriteReference(string revision, string commit)
    {
        if (revision != commit && ReadReference(revision) != commit)
        {
            var path = Reference(revision);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var temporary = $"{path}.{Guid.NewGuid():N}";
            File.WriteAllText(temporary, commit);
            File.Move(temporary, path, overwrite: true);
        }
    }

    /// <summary>
    /// Makes a blob known under its name in a commit: by a relative link, or where there can be none by a plain file, which is the blob
    /// itself if it is new here and else a copy of it.
    /// </summary>
    public void Link(HubFile file, string fileName, bool isNew)
    {
        var path = Snapshot(file.Commit, fileName);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}";
        try
        {
            createLink(temporary, Path.Combine("..", "..", "blobs", file.Etag));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            if (isNew)
            {
                File.Move(Blob(file), temporary);
            }
            else
            {
                File.Copy(Blob(file), temporary);
            }
        }

        File.Move(temporary, path, overwrite: true);
    }

    private string Reference(string revision) => Path.Combine([Root, "refs", .. revision.Split('/')]);

    private string? ReadReference(string revision)
    {
        try
        {
            var commit = File.ReadAllText(Reference(revision)).Trim();
            return HubFile.IsCommit(commit) ? commit : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
