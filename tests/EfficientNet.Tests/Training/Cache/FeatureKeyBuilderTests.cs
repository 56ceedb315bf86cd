using EfficientNet.Training;

namespace EfficientNet.Tests.Training;

public class FeatureKeyBuilderTests
{
    [Fact]
    public void Parts_that_differ_in_anything_make_different_keys()
    {
        Action<FeatureKeyBuilder>[] parts =
        [
            _ => { },
            builder => builder.Add("a", "b"),
            builder => builder.Add("a", "b"u8),
            builder => builder.Add("ab", ""),
            builder => builder.Add("", "ab"),
            builder => builder.Add("", "").Add("a", "b"),
            builder => builder.Add("a", "b").Add("", ""),
            builder => builder.Add("a", "b").Add("c", "d"),
            builder => builder.Add("c", "d").Add("a", "b"),
            builder => builder.Add("a", "bcd"),
            builder => builder.Add("a", "b\0c"),
        ];
        var keys = parts.Select(add =>
        {
            using var builder = new FeatureKeyBuilder();
            add(builder);
            return builder.Build().Text;
        }).ToArray();
        Assert.Equal(parts.Length, keys.Distinct().Count());
    }

    // Another key would leave everything unfound that is in people's caches.
    [Fact]
    public void A_key_is_the_hash_of_its_parts_with_their_lengths()
    {
        using var builder = new FeatureKeyBuilder();
        var key = builder.Add("net", "é").Add("picture", [1, 2, 3]).Build();
        byte[] expected = [0, 3, 0, 0, 0, 2, 0, 0, 0, .. "neté"u8, 1, 7, 0, 0, 0, 3, 0, 0, 0, .. "picture"u8, 1, 2, 3];
        Assert.Equal(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(expected)), key.Text.ToUpperInvariant());
        Assert.Equal(Convert.FromHexString(key.Text), key.Bytes.ToArray());
    }

    [Fact]
    public void A_builder_begins_anew_after_each_key()
    {
        using var builder = new FeatureKeyBuilder();
        Assert.Equal(builder.Add("a", "b").Build().Text, builder.Add("a", "b").Build().Text);
    }

    [Fact]
    public void A_key_has_32_bytes() => Assert.Contains("31 are given", Assert.Throws<ArgumentException>(() => new FeatureKey(new byte[31])).Message);
}
