using System.Buffers.Binary;
using System.IO.Compression;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>
/// Takes ONNX files out of a saved model, as ML.NET does not hand out what its transformers hold. A file is known by its content's hash: how
/// ML.NET names the entries of its archive is its own affair.
/// </summary>
internal static class NetworkFiles
{
    // What ML.NET puts before an array of bytes: how many there are.
    private const int PrefixLength = sizeof(int);

    /// <summary>The files with these hashes.</summary>
    /// <param name="model">The saved model, a zip archive.</param>
    /// <param name="hashes">The files' hashes.</param>
    /// <exception cref="InvalidDataException">There is none for a hash.</exception>
    public static IReadOnlyDictionary<string, TemporaryFile> Extract(Stream model, IReadOnlySet<string> hashes)
    {
        var files = new Dictionary<string, TemporaryFile>(StringComparer.Ordinal);
        try
        {
            using var archive = new ZipArchive(model, ZipArchiveMode.Read, leaveOpen: true);

            // The largest first, as networks are; most often the first is the only one that is looked at.
            foreach (ZipArchiveEntry entry in archive.Entries.OrderByDescending(entry => entry.Length))
            {
                if (files.Count < hashes.Count && entry.Length > PrefixLength && HashOf(entry) is { } hash && hashes.Contains(hash) && !files.ContainsKey(hash))
                {
                    files[hash] = new TemporaryFile(stream =>
                    {
                        using Stream content = Open(entry)!;
                        content.CopyTo(stream);
                    });
                }
            }

            return files.Count == hashes.Count
                ? files
                : throw new InvalidDataException("The model's network is not among its files: it was not saved by ML.NET, or was changed afterwards.");
        }
        catch
        {
            foreach (TemporaryFile file in files.Values)
            {
                file.Dispose();
            }

            throw;
        }
    }

    private static string? HashOf(ZipArchiveEntry entry)
    {
        using Stream? content = Open(entry);
        return content is null ? null : ContentHash.Of(content);
    }

    /// <summary>What an entry that holds an array of bytes holds; null for any other.</summary>
    private static Stream? Open(ZipArchiveEntry entry)
    {
        Stream content = entry.Open();
        Span<byte> prefix = stackalloc byte[PrefixLength];
        content.ReadExactly(prefix);
        if (BinaryPrimitives.ReadInt32LittleEndian(prefix) == entry.Length - PrefixLength)
        {
            return content;
        }

        content.Dispose();
        return null;
    }
}
