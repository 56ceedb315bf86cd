using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EfficientNet.Weights;

/// <summary>What a hub announces of a file before it sends it.</summary>
/// <param name="Commit">The commit that the revision stands for, 40 hexadecimal digits.</param>
/// <param name="Etag">The file's name among the blobs: of large files the SHA-256, of small ones git's SHA-1.</param>
/// <param name="Size">Its length in bytes.</param>
internal sealed record HubFile(string Commit, string Etag, long Size)
{
    private const int Sha256Digits = 64;
    private const int Sha1Digits = 40;

    /// <summary>Reads a file from its start and says what is wrong with it; null if it is what was announced.</summary>
    public async Task<string?> CheckAsync(Stream file, CancellationToken cancellationToken)
    {
        if (file.Length != Size)
        {
            return $"{Size:N0} bytes were announced, {file.Length:N0} found";
        }

        if (!IsHexadecimal(Etag) || Etag.Length is not (Sha256Digits or Sha1Digits))
        {
            return null;
        }

        file.Position = 0;
        var isSha256 = Etag.Length == Sha256Digits;
        using var hash = IncrementalHash.CreateHash(isSha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1);
        if (!isSha256)
        {
            // git hashes a file behind a header of its own.
            hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {Size}\0")));
        }

        var buffer = new byte[1 << 20];
        int read;
        while ((read = await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            hash.AppendData(buffer, 0, read);
        }

        var found = Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant();
        return found == Etag ? null : $"the {(isSha256 ? "SHA-256" : "SHA-1")} {Etag} was announced, {found} found";
    }

    /// <summary>Whether a text may be a commit: anything else could lead out of the cache's folders.</summary>
    public static bool IsCommit(string? text) => text is { Length: Sha1Digits } && IsHexadecimal(text);

    /// <summary>Whether a text may be a blob's name: no path, and no name with a meaning of its own.</summary>
    public static bool IsBlobName(string? text)
        => text is { Length: > 0 and <= 128 } && text[0] != '.' && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            && !text.EndsWith(".incomplete", StringComparison.OrdinalIgnoreCase);

    private static bool IsHexadecimal(string text) => text.All(char.IsAsciiHexDigitLower);
}
