using System.Buffers.Binary;
using System.IO.Hashing;

namespace EfficientNet.Training;

/// <summary>
/// One entry's file: a magic number, the format's version, the payload's length, a checksum of the key, of all these and of the payload, and the
/// payload. A file that is not exactly this counts as none.
/// </summary>
internal static class FeatureEntry
{
    /// <summary>How many bytes stand before the payload.</summary>
    public const int HeaderLength = 32;

    private const int Version = 1;
    private const int ChecksumPlace = 16;
    private static ReadOnlySpan<byte> Magic => "ENFC"u8;

    /// <summary>Reads a file's payload.</summary>
    /// <returns>False if there is none of this key and length; what <paramref name="payload"/> holds then has no meaning.</returns>
    public static bool TryRead(string path, FeatureKey key, Span<byte> payload)
    {
        // Most of what is not there would otherwise cost an exception.
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Span<byte> header = stackalloc byte[HeaderLength];
            Span<byte> expected = stackalloc byte[HeaderLength];
            return RandomAccess.GetLength(file) == HeaderLength + payload.Length
                && ReadAll(file, header, 0)
                && ReadAll(file, payload, HeaderLength)
                && header.SequenceEqual(Header(key, payload, expected));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Writes a file's bytes.</summary>
    public static void Write(Stream file, FeatureKey key, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        file.Write(Header(key, payload, header));
        file.Write(payload);
        file.Flush();
    }

    private static Span<byte> Header(FeatureKey key, ReadOnlySpan<byte> payload, Span<byte> header)
    {
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], payload.Length);
        var checksum = new XxHash128();
        checksum.Append(key.Bytes);
        checksum.Append(header[..ChecksumPlace]);
        checksum.Append(payload);
        checksum.GetCurrentHash(header[ChecksumPlace..]);
        return header;
    }

    private static bool ReadAll(Microsoft.Win32.SafeHandles.SafeFileHandle file, Span<byte> destination, long place)
    {
        while (destination.Length > 0)
        {
            var read = RandomAccess.Read(file, destination, place);
            if (read == 0)
            {
                return false;
            }

            destination = destination[read..];
            place += read;
        }

        return true;
    }
}
