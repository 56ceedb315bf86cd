using EfficientNet.Architecture;
using EfficientNet.Weights;

namespace EfficientNet.Tests.Inference;

/// <summary>
/// A network as the papers describe it, layer by layer in double precision, for one picture: nothing folded, nothing fused, written
/// to be read and for small networks only. Of the plan it takes what each block is; the layers and their tensors it knows by itself.
/// </summary>
internal sealed class NaiveNetwork(Network network, ITensorSource weights)
{
    private readonly EfficientNetVariant _variant = network.Variant;

    /// <summary>The logits of a picture in NCHW order.</summary>
    public double[] Logits(float[] picture, int height, int width)
    {
        var pooled = Means(LastMaps(picture, height, width));
        return [.. Convolve(pooled, "classifier").Values];
    }

    /// <summary>The maps that are pooled, [features, height, width].</summary>
    public double[] FeatureMaps(float[] picture, int height, int width) => [.. LastMaps(picture, height, width).Values];

    private Maps LastMaps(float[] picture, int height, int width)
    {
        var maps = new Maps(Network.InputChannels, height, width, [.. picture.Select(value => (double)value)]);
        maps = Activate(Normalize(Convolve(maps, "conv_stem", 2), "bn1"));
        maps = network.Blocks.Aggregate(maps, Block);
        return Activate(Normalize(Convolve(maps, "conv_head"), "bn2"));
    }

    private Maps Block(Maps input, NetworkBlock block)
    {
        var output = block.Kind switch
        {
            BlockKind.DepthwiseSeparable => SeparableBlock(input, block),
            BlockKind.MBConv => InvertedBottleneck(input, block),
            BlockKind.FusedMBConv => FusedBottleneck(input, block),
            _ => Activate(Normalize(Convolve(input, $"{block.Name}.conv", block.Stride), $"{block.Name}.bn1")),
        };
        return block.HasResidual ? output with { Values = [.. output.Values.Zip(input.Values, (left, right) => left + right)] } : output;
    }

    private Maps SeparableBlock(Maps input, NetworkBlock block)
    {
        var maps = Activate(Normalize(Convolve(input, $"{block.Name}.conv_dw", block.Stride), $"{block.Name}.bn1"));
        return Normalize(Convolve(SqueezeAndExcite(maps, block), $"{block.Name}.conv_pw"), $"{block.Name}.bn2");
    }

    private Maps InvertedBottleneck(Maps input, NetworkBlock block)
    {
        var maps = Activate(Normalize(Convolve(input, $"{block.Name}.conv_pw"), $"{block.Name}.bn1"));
        maps = Activate(Normalize(Convolve(maps, $"{block.Name}.conv_dw", block.Stride), $"{block.Name}.bn2"));
        return Normalize(Convolve(SqueezeAndExcite(maps, block), $"{block.Name}.conv_pwl"), $"{block.Name}.bn3");
    }

    private Maps FusedBottleneck(Maps input, NetworkBlock block)
    {
        var maps = Activate(Normalize(Convolve(input, $"{block.Name}.conv_exp", block.Stride), $"{block.Name}.bn1"));
        return Normalize(Convolve(SqueezeAndExcite(maps, block), $"{block.Name}.conv_pwl"), $"{block.Name}.bn2");
    }

    private Maps SqueezeAndExcite(Maps maps, NetworkBlock block)
    {
        if (block.SqueezeChannels == 0)
        {
            return maps;
        }

        var squeezed = Activate(Convolve(Means(maps), $"{block.Name}.se.conv_reduce"));
        var excited = Convolve(squeezed, $"{block.Name}.se.conv_expand").Values.Select(Sigmoid).ToArray();
        return maps with { Values = [.. maps.Values.Select((value, index) => value * excited[index / (maps.Height * maps.Width)])] };
    }

    /// <summary>With the tensor's own groups, and its bias if it has one; padded as the variant says, to a size of the input's by the stride, rounded up.</summary>
    private Maps Convolve(Maps input, string name, int stride = 1)
    {
        var shape = weights.Tensors[$"{name}.weight"].Shape;
        var (outputs, perGroup, kernel) = (shape[0], shape[1], shape.Count == 4 ? shape[2] : 1);
        var weight = Read($"{name}.weight");
        var bias = weights.Tensors.ContainsKey($"{name}.bias") ? Read($"{name}.bias") : new float[outputs];
        var (height, width) = ((input.Height + stride - 1) / stride, (input.Width + stride - 1) / stride);
        var (top, left) = (PaddingBefore(input.Height, height, kernel, stride), PaddingBefore(input.Width, width, kernel, stride));
        var output = new Maps(outputs, height, width, new double[outputs * height * width]);
        var outputsPerGroup = outputs * perGroup / input.Channels;
        for (var o = 0; o < outputs; o++)
        {
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var sum = (double)bias[o];
                    for (var i = 0; i < perGroup; i++)
                    {
                        for (var ky = 0; ky < kernel; ky++)
                        {
                            for (var kx = 0; kx < kernel; kx++)
                            {
                                var value = input.At((o / outputsPerGroup * perGroup) + i, (y * stride) + ky - top, (x * stride) + kx - left);
                                sum += value * weight[(((((o * perGroup) + i) * kernel) + ky) * kernel) + kx];
                            }
                        }
                    }

                    output.Values[(((o * height) + y) * width) + x] = sum;
                }
            }
        }

        return output;
    }

    private int PaddingBefore(int input, int output, int kernel, int stride) => _variant.Padding == PaddingMode.Symmetric
        ? kernel / 2
        : Math.Max(((output - 1) * stride) + kernel - input, 0) / 2;

    private Maps Normalize(Maps maps, string name)
    {
        var (weight, bias, mean, variance) = (Read($"{name}.weight"), Read($"{name}.bias"), Read($"{name}.running_mean"), Read($"{name}.running_var"));
        return maps with
        {
            Values = [.. maps.Values.Select((value, index) =>
            {
                var channel = index / (maps.Height * maps.Width);
                return ((value - mean[channel]) / Math.Sqrt(variance[channel] + _variant.BatchNormEpsilon) * weight[channel]) + bias[channel];
            })],
        };
    }

    private Maps Activate(Maps maps) => maps with
    {
        Values = [.. maps.Values.Select(value => _variant.Activation switch
        {
            ActivationFunction.Swish => value * Sigmoid(value),
            ActivationFunction.Relu6 => Math.Clamp(value, 0, 6),
            _ => Math.Max(value, 0),
        })],
    };

    private static Maps Means(Maps maps) =>
        new(maps.Channels, 1, 1, [.. maps.Values.Chunk(maps.Height * maps.Width).Select(values => values.Average())]);

    private static double Sigmoid(double value) => 1 / (1 + Math.Exp(-value));

    private float[] Read(string name)
    {
        var values = new float[weights.Tensors[name].Count];
        weights.Read(name, values);
        return values;
    }

    /// <summary>Maps of one picture by channel, row and column.</summary>
    private sealed record Maps(int Channels, int Height, int Width, double[] Values)
    {
        public double At(int channel, int y, int x) =>
            y >= 0 && y < Height && x >= 0 && x < Width ? Values[(((channel * Height) + y) * Width) + x] : 0;
    }
}
