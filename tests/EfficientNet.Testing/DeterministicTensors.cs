using System.Text;
using EfficientNet.Weights;

namespace EfficientNet.Testing;

/// <summary>
/// Weights that follow from their tensors' names and shapes alone, as the reference values were made with:
/// splitmix64 seeded with the name's FNV-1a hash, scaled by the kind of tensor.
/// </summary>
public sealed class DeterministicTensors : ITensorSource
{
    private readonly IReadOnlyDictionary<string, int> _batchNormExponents;

    /// <param name="tensors">Names and shapes.</param>
    /// <param name="batchNormExponents">By a BatchNorm's name, the power of two its running variance is multiplied by; 0 where absent.</param>
    public DeterministicTensors(
        IEnumerable<(string Name, IReadOnlyList<int> Shape)> tensors,
        IReadOnlyDictionary<string, int>? batchNormExponents = null)
    {
        _batchNormExponents = batchNormExponents ?? new Dictionary<string, int>();
        Tensors = tensors.ToDictionary(
            tensor => tensor.Name,
            tensor => new TensorInfo(tensor.Name, TensorElementType.Float32, tensor.Shape),
            StringComparer.Ordinal);
    }

    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>The input picture: float32, NCHW, from -2 to 2.</summary>
    public static float[] Input(params int[] shape)
    {
        var pixels = new float[shape.Aggregate(1, (count, dimension) => count * dimension)];
        Fill("input", pixels, 4, -2);
        return pixels;
    }

    public void Read(string name, Span<float> destination)
    {
        var tensor = Tensors[name];
        if (destination.Length != tensor.Count)
        {
            throw new ArgumentException($"{name} has {tensor.Count} numbers, the destination takes {destination.Length}.", nameof(destination));
        }

        var split = name.LastIndexOf('.');
        var module = split < 0 ? "" : name[..split];
        var part = name[(split + 1)..];
        switch (part)
        {
            case "running_var":
                Fill(name, destination, 1, 0.5, Math.Pow(2, _batchNormExponents.GetValueOrDefault(module)));
                break;
            case "running_mean" or "bias":
                Fill(name, destination, 0.2, -0.1);
                break;
            case "weight" when tensor.Shape.Count == 1:
                Fill(name, destination, 0.5, 0.75);
                break;
            case "weight":
                Fill(name, destination, 2, -1, Math.Sqrt(3.0 * tensor.Shape[0] / tensor.Count));
                break;
            default:
                throw new NotSupportedException($"No recipe for a tensor named {name}.");
        }
    }

    /// <summary>Numbers u from 0 to 1, times a factor, plus an offset, times a scale, rounded once.</summary>
    private static void Fill(string name, Span<float> destination, double factor, double offset, double scale = 1)
    {
        var seed = 0xCBF29CE484222325UL;
        foreach (var octet in Encoding.UTF8.GetBytes(name))
        {
            seed = (seed ^ octet) * 0x100000001B3UL;
        }

        for (var k = 0; k < destination.Length; k++)
        {
            var z = seed + (ulong)(k + 1) * 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            z ^= z >> 31;
            destination[k] = (float)(((factor * ((long)(z >> 40) / 16777216.0)) + offset) * scale);
        }
    }
}
