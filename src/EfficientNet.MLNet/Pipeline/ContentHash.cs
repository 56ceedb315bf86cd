using System.IO.Hashing;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>What a file's bytes are known by, wherever they lie. Not proof against forgery; nothing here needs it.</summary>
internal static class ContentHash
{
    public static string Of(Stream content)
    {
        var hash = new XxHash128();
        hash.Append(content);
        return Convert.ToHexString(hash.GetCurrentHash());
    }
}
