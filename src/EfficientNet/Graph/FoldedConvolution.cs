using System.Runtime.InteropServices;
using EfficientNet.Architecture;
using EfficientNet.Weights;
using Google.Protobuf;

namespace EfficientNet.Graph;

/// <summary>
/// A convolution's weight and bias with its BatchNorm multiplied into them: in inference that is an affine map per output channel.
/// The factors are computed in double precision, so that each number is rounded once.
/// </summary>
internal readonly record struct FoldedConvolution(ByteString Weight, ByteString Bias)
{
    public static FoldedConvolution Read(ConvolutionLayer layer, ITensorSource weights, double epsilon)
    {
        var weightBytes = ReadBytes(weights, layer.Weight.Name, layer.Weight.Count);
        if (layer.BatchNorm is null)
        {
            return new(Wrap(weightBytes), Wrap(ReadBytes(weights, layer.PartName("bias"), layer.OutputChannels)));
        }

        var gamma = ReadNumbers("weight");
        var beta = ReadNumbers("bias");
        var mean = ReadNumbers("running_mean");
        var variance = ReadNumbers("running_var");

        var weight = MemoryMarshal.Cast<byte, float>(weightBytes.AsSpan());
        var perChannel = weight.Length / layer.OutputChannels;
        var biasBytes = new byte[layer.OutputChannels * sizeof(float)];
        var bias = MemoryMarshal.Cast<byte, float>(biasBytes.AsSpan());
        for (var channel = 0; channel < layer.OutputChannels; channel++)
        {
            var scale = gamma[channel] / Math.Sqrt(variance[channel] + epsilon);
            foreach (ref var number in weight.Slice(channel * perChannel, perChannel))
            {
                number = (float)(number * scale);
            }

            bias[channel] = (float)(beta[channel] - mean[channel] * scale);
        }

        return new(Wrap(weightBytes), Wrap(biasBytes));

        float[] ReadNumbers(string part)
        {
            var numbers = new float[layer.OutputChannels];
            weights.Read(layer.PartName(part), numbers);
            return numbers;
        }
    }

    /// <summary>A tensor's numbers, straight into the bytes the message will hold; nothing is copied again.</summary>
    public static byte[] ReadBytes(ITensorSource weights, string name, long count)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)(count * sizeof(float))));
        weights.Read(name, MemoryMarshal.Cast<byte, float>(bytes.AsSpan()));
        return bytes;
    }

    /// <summary>The bytes as the message wants them, not copied: nobody else has a hold on them.</summary>
    public static ByteString Wrap(byte[] bytes) => UnsafeByteOperations.UnsafeWrap(bytes);
}
