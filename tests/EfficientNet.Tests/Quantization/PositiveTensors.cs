using EfficientNet.Weights;

namespace EfficientNet.Tests.Quantization;

/// <summary>The same tensors with all weights of convolutions positive: the sums of products become as large as they can.</summary>
internal sealed class PositiveTensors(ITensorSource source) : ITensorSource
{
    public IReadOnlyDictionary<string, TensorInfo> Tensors => source.Tensors;

    public void Read(string name, Span<float> destination)
    {
        source.Read(name, destination);
        if (Tensors[name].Shape.Count == 4)
        {
            foreach (ref var number in destination)
            {
                number = Math.Abs(number);
            }
        }
    }
}
