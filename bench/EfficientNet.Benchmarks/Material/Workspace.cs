using EfficientNet.Graph;
using EfficientNet.Inference;
using EfficientNet.Weights;

namespace EfficientNet.Benchmarks.Material;

/// <summary>A folder of the files that one run measures with: the networks, and the list of the pictures. Made by the run, read by its children.</summary>
internal sealed class Workspace
{
    private const string PhotographList = "photographs.txt";

    private Workspace(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>A new folder with its photographs; those drawn where none are given.</summary>
    public static Workspace Create(IReadOnlyList<string> photographs)
    {
        var workspace = new Workspace(Directory.CreateTempSubdirectory("efficientnet-bench-").FullName);
        File.WriteAllLines(workspace.In(PhotographList), photographs.Count > 0 ? photographs : Photographs.Draw(workspace.In("drawn")));
        return workspace;
    }

    /// <summary>The folder that another process has made.</summary>
    public static Workspace Open(string folder) => new(folder);

    public string[] ReadPhotographs() => File.ReadAllLines(In(PhotographList));

    /// <summary>The file of a network's weights.</summary>
    public string Weights(BenchedNetwork network) => In($"{network.Key}.safetensors");

    /// <summary>The network as an ONNX file: normalized pixels [1, 3, height, width] in <c>input</c>, features [1, n] in <c>pooled</c>.</summary>
    public string Graph(BenchedNetwork network) => In($"{network.Key}.onnx");

    /// <summary>A file of the folder's own.</summary>
    public string In(string name) => Path.Combine(Folder, name);

    /// <summary>Writes weights and graph of a network, unless they are there.</summary>
    public void Prepare(BenchedNetwork network)
    {
        if (File.Exists(Graph(network)))
        {
            return;
        }

        network.WriteWeights(Weights(network));
        using WeightsFile weights = WeightsFile.Open(Weights(network), network.Variant);
        EfficientNetSession.SaveOnnx(
            Graph(network),
            network.Variant,
            weights,
            new OnnxGraphOptions { BatchSize = 1, Height = network.Preprocessing.Height, Width = network.Preprocessing.Width });
    }

    public void Delete() => Directory.Delete(Folder, recursive: true);
}
