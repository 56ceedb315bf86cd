using System.Buffers;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using EfficientNet.Architecture;
using EfficientNet.Weights;

namespace EfficientNet.Quantization;

/// <summary>
/// Says whether two networks' weights are the same ones, whatever file they come from: a hash of names and numbers. The classifier is
/// left out, as nothing that is calibrated depends on it.
/// </summary>
internal static class WeightsFingerprint
{
    public static string Of(Network network, ITensorSource weights)
    {
        var hash = new XxHash128();
        foreach (var tensor in network.Tensors.Where(tensor => !tensor.Name.StartsWith("classifier.", StringComparison.Ordinal)))
        {
            hash.Append(Encoding.UTF8.GetBytes(tensor.Name));
            var count = checked((int)tensor.Count);
            var numbers = ArrayPool<float>.Shared.Rent(count);
            try
            {
                weights.Read(tensor.Name, numbers.AsSpan(0, count));
                hash.Append(MemoryMarshal.AsBytes(numbers.AsSpan(0, count)));
            }
            finally
            {
                ArrayPool<float>.Shared.Return(numbers);
            }
        }

        return Convert.ToHexString(hash.GetCurrentHash()).ToLowerInvariant();
    }
}
