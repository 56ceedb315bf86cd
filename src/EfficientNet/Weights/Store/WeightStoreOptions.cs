namespace EfficientNet.Weights;

/// <summary>
/// Where a <see cref="WeightStore"/> looks for weights. Everything has a default: the Hugging Face hub and its cache, as the environment
/// variables say that Python's huggingface_hub reads.
/// </summary>
public sealed class WeightStoreOptions
{
    /// <summary>Weights that come with the program, by id: each opens a stream over a safetensors file. Default: none. They are looked into first.</summary>
    public IReadOnlyDictionary<string, Func<UnmanagedMemoryStream>> Bundled { get; init; } = new Dictionary<string, Func<UnmanagedMemoryStream>>();

    /// <summary>
    /// A folder of files put there by hand, as <c>ID.safetensors</c>, <c>ID/model.safetensors</c> or <c>ID.pth</c>; looked into before the
    /// hub's cache. Default: null, none.
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>
    /// The hub's cache, shared with Python. Default: null, which is <c>HF_HUB_CACHE</c>, or <c>hub</c> in <c>HF_HOME</c>, or
    /// <c>~/.cache/huggingface/hub</c>.
    /// </summary>
    public string? CacheFolder { get; init; }

    /// <summary>The hub's address, http or https. Default: null, which is <c>HF_ENDPOINT</c>, or <c>https://huggingface.co</c>.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The branch, tag or commit on the hub. Default: <c>main</c>.</summary>
    public string Revision { get; init; } = "main";

    /// <summary>
    /// The token that is sent to the hub, and to no other host. Default: null, which is <c>HF_TOKEN</c>, or the file <c>token</c> in
    /// <c>HF_HOME</c> (<c>HF_TOKEN_PATH</c> names another) if there is one. Empty: none is sent.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>Whether nothing is ever downloaded. Default: null, which is whether <c>HF_HUB_OFFLINE</c> is 1, ON, YES or TRUE.</summary>
    public bool? Offline { get; init; }

    /// <summary>How long a server may be silent before an attempt counts as failed; above zero. Default: 30 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many further attempts follow a failed one, each where the last one stopped; 0 to 100. Default: 5.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>
    /// How long is waited before the first further attempt; doubled each time, up to a minute, and varied at random. A server that says how
    /// long to wait is listened to instead, unless it asks for more than ten minutes. At least zero. Default: one second.
    /// </summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Reads environment variables.</summary>
    internal Func<string, string?> ReadVariable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Makes a symbolic link at the first path that says the second.</summary>
    internal Action<string, string> CreateLink { get; init; } = (path, target) => File.CreateSymbolicLink(path, target);

    /// <summary>Checks all values and reports everything that is wrong with them at once.</summary>
    /// <exception cref="ArgumentException">At least one value is out of its range; the message lists every one.</exception>
    public void Validate()
    {
        var problems = new List<string>();
        var endpoint = Endpoint ?? new HubEnvironment(ReadVariable).Endpoint;
        Check(
            Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps),
            $"{(Endpoint is null ? "the environment variable HF_ENDPOINT" : nameof(Endpoint))} is '{endpoint}', but should be an address that begins with http:// or https://");
        Check(
            !string.IsNullOrWhiteSpace(Revision) && Revision.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/')
                && Revision.Split('/').All(part => part is not ("" or "." or "..")),
            $"{nameof(Revision)} is '{Revision}', but should be the name of a branch or tag, or a commit");
        Check(Timeout > TimeSpan.Zero, $"{nameof(Timeout)} is {Timeout}, but should be above zero");
        Check(Retries is >= 0 and <= 100, $"{nameof(Retries)} is {Retries}, but should be 0 to 100");
        Check(RetryDelay >= TimeSpan.Zero, $"{nameof(RetryDelay)} is {RetryDelay}, but should be at least zero");
        if (problems.Count > 0)
        {
            throw new ArgumentException($"The weight store is not possible: {string.Join("; ", problems)}.");
        }

        void Check(bool isRight, string problem)
        {
            if (!isRight)
            {
                problems.Add(problem);
            }
        }
    }
}
