using System.Buffers;
using EfficientNet.Imaging;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>A file's bytes in an array of the shared pool, as a file a row would otherwise be garbage of some hundred kilobytes a row.</summary>
internal readonly struct FileBytes : IDisposable
{
    private readonly byte[] _rented;

    private FileBytes(byte[] rented, int length)
    {
        _rented = rented;
        Bytes = rented.AsMemory(0, length);
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

    public void Dispose() => ArrayPool<byte>.Shared.Return(_rented);

    private static FileBytes ReadAll(string path)
    {
        // Without a buffer in between, as it is read in one piece.
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        long stated = file.CanSeek ? file.Length : 0;
        if (stated > Array.MaxLength)
        {
            throw new IOException($"it has {stated:N0} bytes, at most {Array.MaxLength:N0} are possible");
        }

        // A pipe, and some systems' special files, state no length.
        byte[] bytes = ArrayPool<byte>.Shared.Rent(stated > 0 ? (int)stated : 4096);
        int length = 0;
        try
        {
            while (true)
            {
                int count = file.Read(bytes, length, bytes.Length - length);
                length += count;
                if (count == 0 || length == stated)
                {
                    return new FileBytes(bytes, length);
                }

                if (length == bytes.Length)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(checked(2 * length));
                    bytes.CopyTo(larger, 0);
                    ArrayPool<byte>.Shared.Return(bytes);
                    bytes = larger;
                }
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(bytes);
            throw;
        }
    }
}
