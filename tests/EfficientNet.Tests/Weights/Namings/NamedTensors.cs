using EfficientNet.Architecture;
using EfficientNet.Testing;
using EfficientNet.Weights;

namespace EfficientNet.Tests.Weights.Namings;

/// <summary>Deterministic weights of a network under the names of a committed or shared list: another library's, timm's, shape.</summary>
internal sealed class NamedTensors : ITensorSource
{
    private readonly DeterministicTensors _tensors;
    private readonly Dictionary<string, string> _timmNames;

    public NamedTensors(IReadOnlyList<(string Name, string Timm, int[] Shape)> rows)
    {
        _tensors = new DeterministicTensors(rows.Select(row => (row.Timm, (IReadOnlyList<int>)row.Shape)));
        _timmNames = rows.ToDictionary(row => row.Name, row => row.Timm);
        Tensors = rows.ToDictionary(row => row.Name, row => new TensorInfo(row.Name, TensorElementType.Float32, row.Shape));
    }

    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    public void Read(string name, Span<float> destination) => _tensors.Read(_timmNames[name], destination);

    /// <summary>The rows of a list.</summary>
    public static IReadOnlyList<(string Name, string Timm, int[] Shape)> Rows(string path) =>
    [
        .. File.ReadLines(path).Select(line => line.Split('\t')).Select(parts =>
            (parts[0], parts[1], parts[2].Split('x', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray())),
    ];

    /// <summary>The rows that a network's own names make.</summary>
    public static IReadOnlyList<(string Name, string Timm, int[] Shape)> Rows(Network network) =>
        [.. network.Tensors.Select(tensor => (tensor.Name, tensor.Name, tensor.Shape.ToArray()))];

    /// <summary>A committed list of B0's tensors.</summary>
    public static IReadOnlyList<(string Name, string Timm, int[] Shape)> CommittedRows(string name) =>
        Rows(Path.Combine(AppContext.BaseDirectory, "TestData", "namings", $"{name}.tsv"));
}
