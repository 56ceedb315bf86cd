using EfficientNet.Training;

namespace EfficientNet.FeatureWriter;

/// <summary>Entries whose bytes follow from their keys, so that whoever reads one knows what it should be.</summary>
internal static class KnownFeatures
{
    public static FeatureKey Key(int number)
    {
        using var builder = new FeatureKeyBuilder();
        return builder.Add("number", BitConverter.GetBytes(number)).Build();
    }

    public static byte[] Payload(FeatureKey key, int length)
    {
        var payload = new byte[length];
        new Random(BitConverter.ToInt32(key.Bytes)).NextBytes(payload);
        return payload;
    }

    /// <summary>Whether a key's entry is there.</summary>
    /// <exception cref="InvalidDataException">It is there with other bytes than were written.</exception>
    public static bool Holds(FeatureCache cache, FeatureKey key, int length)
    {
        var payload = new byte[length];
        return cache.TryRead(key, payload) && (payload.AsSpan().SequenceEqual(Payload(key, length)) ? true : throw new InvalidDataException($"The entry {key} is not what was written."));
    }
}
