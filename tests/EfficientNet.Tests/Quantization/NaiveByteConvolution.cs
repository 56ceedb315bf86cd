using EfficientNet.Architecture;
using EfficientNet.Quantization;

namespace EfficientNet.Tests.Quantization;

/// <summary>A convolution on bytes as the pairs of QuantizeLinear and DequantizeLinear define it: exact sums, one rounding at the end.</summary>
internal static class NaiveByteConvolution
{
    /// <summary>Answers the output's bytes for a square input's, both channel by channel.</summary>
    public static byte[] Run(StoredConvolution convolution, PaddingMode padding, byte[] input, ByteScale inputScale, ByteScale outputScale)
    {
        var layer = convolution.Layer;
        var side = (int)Math.Sqrt(input.Length / layer.InputChannels);
        var outputSide = layer.OutputSize(side);
        var before = padding == PaddingMode.Symmetric || layer.Stride == 1
            ? layer.KernelSize / 2
            : Math.Max(((outputSide - 1) * layer.Stride) + layer.KernelSize - side, 0) / 2;
        var output = new byte[layer.OutputChannels * outputSide * outputSide];
        Parallel.For(0, layer.OutputChannels, o =>
        {
            var scale = inputScale.Scale * convolution.Quantized.Scales[o] / outputScale.Scale;
            for (var y = 0; y < outputSide; y++)
            {
                for (var x = 0; x < outputSide; x++)
                {
                    var sum = Sum(o, (y * layer.Stride) - before, (x * layer.Stride) - before) * scale;
                    var rounded = MathF.Round(Math.Clamp(sum, 0f - outputScale.ZeroPoint, 255f - outputScale.ZeroPoint));
                    output[(((o * outputSide) + y) * outputSide) + x] = (byte)(rounded + outputScale.ZeroPoint);
                }
            }
        });
        return output;

        int Sum(int o, int top, int left)
        {
            var (kernel, perGroup) = (layer.KernelSize, layer.InputChannels / layer.Groups);
            long sum = convolution.Quantized.Bias[o];
            for (var i = 0; i < perGroup; i++)
            {
                var channel = layer.Groups > 1 ? o : i;
                for (var ky = Math.Max(0, -top); ky < Math.Min(kernel, side - top); ky++)
                {
                    for (var kx = Math.Max(0, -left); kx < Math.Min(kernel, side - left); kx++)
                    {
                        var value = input[(((channel * side) + top + ky) * side) + left + kx] - inputScale.ZeroPoint;
                        sum += value * convolution.Quantized.Weight[(((((o * perGroup) + i) * kernel) + ky) * kernel) + kx];
                    }
                }
            }

            return checked((int)sum);
        }
    }
}
