using System.Buffers;
using EfficientNet.Imaging;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>A file's bytes in an array of the shared pool, as a file a row would otherwise be garbage of some hundred kilobytes a row.</summary>
internal readonly struct FileBytes : IDisposable
{
    private readonly byte[]? _rented;

    private FileBytes(ReadOnlyMemory<byte> bytes, byte[]? rented)
    {
        Bytes = bytes;
        _rented = rented;
    }

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Reads the whole file.</summary>
    /// <exception cref="PictureException">It cannot be read; the exception names it.</exception>
    public static FileBytes Read(string path)
    {
        try
        {
            return ReadAll(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // No inner exceptions: ML.NET wraps what a mapping throws, and GetBaseException() should find the one that says which file.
            throw new PictureException(path, PictureProblem.Unreadable, $"there is no such file (looked for {Path.GetFullPath(path)})");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new PictureException(path, PictureProblem.Unreadable, $"the file cannot be read: {exception.Message}");
        }
    }

    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }
    }

    private static FileBytes ReadAll(string path)
    {
        // Without a buffer in between, as it is read in one piece.
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        long length = file.CanSeek ? file.Length : 0;
        if (length > Array.MaxLength)
        {
            throw new IOException($"it has {length:N0} bytes, at most {Array.MaxLength:N0} are possible");
        }

        if (length == 0)
        {
            // An empty file, or a pipe, which states no length.
            using var all = new MemoryStream();
            file.CopyTo(all);
            return new FileBytes(all.GetBuffer().AsMemory(0, (int)all.Length), rented: null);
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent((int)length);
        try
        {
            file.ReadExactly(rented, 0, (int)length);
            return new FileBytes(rented.AsMemory(0, (int)length), rented);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(rented);
            throw;
        }
    }
}
