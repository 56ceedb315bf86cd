namespace EfficientNet.Training;

/// <summary>What an entry of a <see cref="FeatureCache"/> is found under: a SHA-256 of all it was computed from. Made by <see cref="FeatureKeyBuilder"/>.</summary>
internal sealed class FeatureKey
{
    /// <summary>The number of bytes of a key.</summary>
    public const int Length = 32;

    private readonly byte[] _bytes;

    /// <summary>A key of 32 bytes.</summary>
    public FeatureKey(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException($"A key has {Length} bytes, but {bytes.Length} are given.", nameof(bytes));
        }

        _bytes = bytes.ToArray();
        Text = Convert.ToHexString(_bytes).ToLowerInvariant();
    }

    /// <summary>The key's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The key as 64 digits, 0 to 9 and a to f.</summary>
    public string Text { get; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
