using System.Text.RegularExpressions;

namespace EfficientNet.Weights;

/// <summary>Where Python's huggingface_hub keeps things and what it is told by environment variables, read by its rules.</summary>
internal sealed partial class HubEnvironment(Func<string, string?> read)
{
    private const string DefaultEndpoint = "https://huggingface.co";

    public string Endpoint => Read("HF_ENDPOINT") ?? DefaultEndpoint;

    public string CacheFolder => Expand(Read("HF_HUB_CACHE") ?? Read("HUGGINGFACE_HUB_CACHE") ?? Path.Combine(Home, "hub"));

    public bool IsOffline => IsTrue(Read("HF_HUB_OFFLINE") ?? Read("TRANSFORMERS_OFFLINE"));

    /// <summary>The token, from a variable or from the file that a login leaves; null if there is none.</summary>
    public string? Token()
    {
        if (IsTrue(Read("HF_HUB_DISABLE_IMPLICIT_TOKEN")))
        {
            return null;
        }

        if ((Clean(Read("HF_TOKEN")) ?? Clean(Read("HUGGING_FACE_HUB_TOKEN"))) is { } token)
        {
            return token;
        }

        try
        {
            return Clean(File.ReadAllText(Expand(Read("HF_TOKEN_PATH") ?? Path.Combine(Home, "token"))));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string Home => Expand(Read("HF_HOME") ?? Path.Combine(Read("XDG_CACHE_HOME") ?? Path.Combine("~", ".cache"), "huggingface"));

    private static string? Clean(string? token) => token?.Replace("\r", "").Replace("\n", "").Trim() is { Length: > 0 } clean ? clean : null;

    private static bool IsTrue(string? value) => value?.ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE";

    private string? Read(string variable) => read(variable) is { Length: > 0 } value ? value : null;

    private string Expand(string path)
    {
        if (path == "~" || path.StartsWith("~/", StringComparison.Ordinal) || path.StartsWith("~\\", StringComparison.Ordinal))
        {
            path = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..];
        }

        return Variable().Replace(path, match => read(match.Groups[1].Value + match.Groups[2].Value) ?? match.Value);
    }

    [GeneratedRegex(@"\$(?:(\w+)|\{(\w+)\})")]
    private static partial Regex Variable();
}
