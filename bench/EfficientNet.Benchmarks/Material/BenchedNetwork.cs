using System.Runtime.InteropServices;
using System.Text.Json;
using EfficientNet.Architecture;
using EfficientNet.Imaging;
using EfficientNet.Testing;
using EfficientNet.Weights;
using EfficientNet.Weights.Lite0;

namespace EfficientNet.Benchmarks.Material;

/// <summary>
/// A network that is measured. Lite0 has its trained weights, the others made-up ones, of which speed does not depend: their biases keep
/// every activation far from the denormal numbers that would.
/// </summary>
internal sealed record BenchedNetwork(string Key, string Title, string VariantName)
{
    public static BenchedNetwork B0 { get; } = new("b0", "B0", "tf_efficientnet_b0");

    public static BenchedNetwork Lite0 { get; } = new("lite0", "Lite0", "tf_efficientnet_lite0");

    public static BenchedNetwork V2B0 { get; } = new("v2-b0", "V2-B0", "tf_efficientnetv2_b0");

    public static IReadOnlyList<BenchedNetwork> All { get; } = [B0, Lite0, V2B0];

    public EfficientNetVariant Variant => EfficientNetVariant.Parse(VariantName);

    /// <summary>How its pictures are prepared.</summary>
    public Preprocessing Preprocessing => PretrainedConfiguration.DefaultOf(VariantName)!.Preprocessing;

    public static BenchedNetwork Parse(string key) => All.First(network => network.Key == key);

    /// <summary>Writes the weights as a safetensors file; those of Lite0 are the bundled file.</summary>
    public void WriteWeights(string path)
    {
        using FileStream stream = File.Create(path);
        if (this == Lite0)
        {
            using Stream bundled = Lite0Weights.Open();
            bundled.CopyTo(stream);
            return;
        }

        Network network = Variant.Expand();
        var tensors = new DeterministicTensors(network.Tensors.Select(tensor => (tensor.Name, tensor.Shape)));
        long end = 0;
        var entries = network.Tensors.ToDictionary(tensor => tensor.Name, tensor =>
        {
            long start = end;
            end += tensor.Count * sizeof(float);
            return new { dtype = "F32", shape = tensor.Shape, data_offsets = new[] { start, end } };
        });
        byte[] header = JsonSerializer.SerializeToUtf8Bytes(entries);
        using var writer = new BinaryWriter(stream);
        writer.Write((ulong)header.Length);
        writer.Write(header);
        foreach (TensorSpecification tensor in network.Tensors)
        {
            var numbers = new float[tensor.Count];
            tensors.Read(tensor.Name, numbers);
            writer.Write(MemoryMarshal.AsBytes<float>(numbers));
        }
    }
}
