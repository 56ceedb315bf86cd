using System.Text.Json;

namespace EfficientNet.Testing;

/// <summary>What timm says of one network with deterministic weights: counts, tensors, outputs in double precision.</summary>
/// <param name="NativeSize">The input's height and width that <paramref name="MultiplyAdds"/> is counted for.</param>
/// <param name="BatchNormExponents">By BatchNorm, the power of two its running variance is multiplied by.</param>
/// <param name="Tensors">Names and shapes.</param>
public sealed record Golden(
    string Name,
    long Parameters,
    int NativeSize,
    long MultiplyAdds,
    int Features,
    IReadOnlyDictionary<string, int> BatchNormExponents,
    IReadOnlyList<GoldenCase> Cases,
    IReadOnlyDictionary<string, int[]> Tensors)
{
    private static readonly JsonSerializerOptions _options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "TestData", "goldens");

    /// <summary>The names of all networks there are numbers for.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.EnumerateFiles(_folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    public static Golden Load(string name) =>
        JsonSerializer.Deserialize<Golden>(File.ReadAllText(Path.Combine(_folder, name + ".json")), _options)!;

    /// <summary>The weights the outputs were made with.</summary>
    public DeterministicTensors Weights() =>
        new(Tensors.Select(tensor => (tensor.Key, (IReadOnlyList<int>)tensor.Value)), BatchNormExponents);
}
