using System.Text;
using EfficientNet.Training;

namespace EfficientNet.Tests.Training;

/// <summary>A folder for a cache of features, deleted in the end.</summary>
internal sealed class CacheFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("efficientnet-cache-").FullName;

    public static FeatureKey Key(int number)
    {
        using var builder = new FeatureKeyBuilder();
        return builder.Add("number", BitConverter.GetBytes(number)).Build();
    }

    /// <summary>Bytes that follow from the key, so that whoever reads them knows what they should be.</summary>
    public static byte[] Payload(FeatureKey key, int length)
    {
        var payload = new byte[length];
        new Random(BitConverter.ToInt32(key.Bytes)).NextBytes(payload);
        return payload;
    }

    public FeatureCache Cache(long maximumBytes = 1L << 30) => new(new FeatureCacheOptions { Folder = Root, MaximumBytes = maximumBytes });

    public string PathOf(FeatureKey key) => Path.Combine(Root, key.Text[..2], key.Text + ".features");

    public string[] Files() => Directory.GetFiles(Root, "*", SearchOption.AllDirectories);

    public void Dispose()
    {
        if (Directory.Exists(Root))
        {
            Directory.Delete(Root, recursive: true);
        }
    }
}
