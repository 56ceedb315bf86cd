using System.Buffers.Binary;
using System.Runtime.InteropServices;
using EfficientNet.Imaging;
using EfficientNet.Training;

namespace EfficientNet.MLNet.Classification;

/// <summary>
/// The feature cache for one network, one way of preparing pictures, and one set of augmented views. Single precision is kept as it is, so that
/// features from the cache are those computed, to the bit.
/// </summary>
/// <param name="cache">The cache; null if nothing is kept.</param>
/// <param name="network">All that a picture's features depend on beside the picture.</param>
/// <param name="views">All that its augmented views depend on beside that.</param>
internal sealed class FeatureStore(FeatureCache? cache, IReadOnlyList<string> network, string views)
{
    // Another number makes all that was kept before unknown.
    private const string Version = "1";

    private const int HashLength = PerceptualHash.Length + 1;

    /// <summary>The features of a picture itself, and its perceptual hash.</summary>
    public bool TryReadPicture(UInt128 content, Span<float> features, out PerceptualHash? perceptualHash)
    {
        perceptualHash = null;
        Span<byte> payload = new byte[HashLength + (features.Length * sizeof(float))];
        if (cache is null || !cache.TryRead(KeyOf("picture", content), payload))
        {
            return false;
        }

        perceptualHash = payload[0] == 0 ? null : PerceptualHash.Read(payload[1..]);
        payload[HashLength..].CopyTo(MemoryMarshal.AsBytes(features));
        return true;
    }

    public void WritePicture(UInt128 content, ReadOnlySpan<float> features, PerceptualHash? perceptualHash)
    {
        if (cache is not null)
        {
            Span<byte> payload = new byte[HashLength + (features.Length * sizeof(float))];
            payload[0] = perceptualHash is null ? (byte)0 : (byte)1;
            perceptualHash?.Write(payload[1..]);
            MemoryMarshal.AsBytes(features).CopyTo(payload[HashLength..]);
            cache.Write(KeyOf("picture", content), payload);
        }
    }

    /// <summary>The features of a picture's augmented views.</summary>
    public bool TryReadViews(UInt128 content, Span<float> features)
        => cache is not null && cache.TryRead(KeyOf("views", content), MemoryMarshal.AsBytes(features));

    public void WriteViews(UInt128 content, ReadOnlySpan<float> features) => cache?.Write(KeyOf("views", content), MemoryMarshal.AsBytes(features));

    private FeatureKey KeyOf(string kind, UInt128 content)
    {
        Span<byte> hash = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(hash, content);
        using var key = new FeatureKeyBuilder();
        key.Add("version", Version).Add("kind", kind).Add("content", hash);
        foreach (string part in network)
        {
            key.Add("network", part);
        }

        return kind == "views" ? key.Add("views", views).Build() : key.Build();
    }
}
