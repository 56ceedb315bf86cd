using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace EfficientNet.Training;

/// <summary>
/// Hashes everything that features depend on into a key. Each part has a name and is hashed with the lengths of both, so that what belongs to one part
/// can never be taken for another's. The order counts.
/// </summary>
internal sealed class FeatureKeyBuilder : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds a text.</summary>
    public FeatureKeyBuilder Add(string name, string value) => Add(name, Encoding.UTF8.GetBytes(value), kind: 0);

    /// <summary>Adds bytes, such as a hash or another key.</summary>
    public FeatureKeyBuilder Add(string name, ReadOnlySpan<byte> value) => Add(name, value, kind: 1);

    /// <summary>The key of all parts added since the last one was made.</summary>
    public FeatureKey Build()
    {
        Span<byte> hash = stackalloc byte[FeatureKey.Length];
        _hash.GetHashAndReset(hash);
        return new FeatureKey(hash);
    }

    /// <summary>Frees the hash.</summary>
    public void Dispose() => _hash.Dispose();

    private FeatureKeyBuilder Add(string name, ReadOnlySpan<byte> value, byte kind)
    {
        var nameBytes = Encoding.UTF8.GetBytes(name);
        Span<byte> head = stackalloc byte[1 + sizeof(int) + sizeof(int)];
        head[0] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], nameBytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head[5..], value.Length);
        _hash.AppendData(head);
        _hash.AppendData(nameBytes);
        _hash.AppendData(value);
        return this;
    }
}
