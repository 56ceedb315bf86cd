using System.Runtime.CompilerServices;
using EfficientNet.Architecture;
using EfficientNet.Weights;

namespace EfficientNet.Graph;

/// <summary>
/// A convolution's weight and bias with its BatchNorm multiplied into them: in inference that is an affine map per output channel.
/// The factors are computed in double precision, so that each number is rounded once.
/// </summary>
internal sealed class FoldedConvolution(ConvolutionLayer layer, ITensorSource weights, double epsilon)
{
    public void ReadWeight(Span<float> destination)
    {
        weights.Read(layer.Weight.Name, destination);
        if (layer.BatchNorm is null)
        {
            return;
        }

        var gamma = Read("weight");
        var variance = Read("running_var");
        var perChannel = destination.Length / layer.OutputChannels;
        for (var channel = 0; channel < layer.OutputChannels; channel++)
        {
            Multiply(destination.Slice(channel * perChannel, perChannel), Scale(gamma[channel], variance[channel]));
        }
    }

    public void ReadBias(Span<float> destination)
    {
        weights.Read(layer.PartName("bias"), destination);
        if (layer.BatchNorm is null)
        {
            return;
        }

        var gamma = Read("weight");
        var mean = Read("running_mean");
        var variance = Read("running_var");
        for (var channel = 0; channel < layer.OutputChannels; channel++)
        {
            destination[channel] = (float)(destination[channel] - (mean[channel] * Scale(gamma[channel], variance[channel])));
        }
    }

    /// <summary>Compiled well at once: all the numbers of a network have gone through before .NET would do so by itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(Span<float> numbers, double scale)
    {
        foreach (ref var number in numbers)
        {
            number = (float)(number * scale);
        }
    }

    private double Scale(float gamma, float variance) => gamma / Math.Sqrt(variance + epsilon);

    private float[] Read(string part)
    {
        var numbers = new float[layer.OutputChannels];
        weights.Read(layer.PartName(part), numbers);
        return numbers;
    }
}
