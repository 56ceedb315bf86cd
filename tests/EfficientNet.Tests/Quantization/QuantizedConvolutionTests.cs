using EfficientNet.Architecture;
using EfficientNet.Graph;
using EfficientNet.Quantization;
using EfficientNet.Testing;
using EfficientNet.Weights;
using EfficientNet.Weights.Lite0;

namespace EfficientNet.Tests.Quantization;

public class QuantizedConvolutionTests
{
    private static readonly ConvolutionLayer _pointwise = new("conv", "bn", 4, 2);

    private static readonly ConvolutionLayer _depthwise = new("conv", "bn", 2, 2, KernelSize: 3, Groups: 2);

    [Fact]
    public void Weights_are_rounded_to_steps_of_each_output_channels_own_size()
    {
        var quantized = QuantizedConvolution.Of(_depthwise, [1, -2, 0, 0, 0, 0, 0, 0, 0, 10, 0, 5, 0, 0, 0, 0, 0, 0], [3, -4], 0.5f);

        Assert.Equal([2f / 127, 10f / 127], quantized.Scales);
        Assert.Equal([64, -127, 0, 0, 0, 0, 0, 0, 0, 127, 0, 64, 0, 0, 0, 0, 0, 0], quantized.Weight);
        Assert.Equal([(int)Math.Round(3 / (2.0 / 127 * 0.5)), (int)Math.Round(-4 / (10.0 / 127 * 0.5))], quantized.Bias);
        Assert.Equal((0, 0), (quantized.WidenedForBias, quantized.WidenedForPairs));
    }

    [Fact]
    public void A_pair_of_one_sign_makes_the_steps_wider_and_one_of_two_signs_does_not()
    {
        var quantized = QuantizedConvolution.Of(_pointwise, [4, 4, 0, 0, 4, -4, 4, 0], [0, 0], 1);

        Assert.Equal([8f / 127, 4f / 127], quantized.Scales);
        Assert.Equal([64, 64, 0, 0, 127, -127, 127, 0], quantized.Weight);
        Assert.Equal(1, quantized.WidenedForPairs);
    }

    [Fact]
    public void Pairs_are_neighbouring_channels_of_one_pixel()
    {
        var layer = new ConvolutionLayer("conv", "bn", 4, 8, KernelSize: 3);

        var pairs = QuantizedConvolution.Pairs(layer).ToList();

        // In the weight tensor, [output, input, 3, 3], the channels of a pixel lie nine numbers apart.
        Assert.Equal(18, pairs.Count);
        Assert.Equal([(0, 9), (18, 27), (1, 10), (19, 28)], pairs.Take(4));
        Assert.Equal(Enumerable.Range(0, 36), pairs.SelectMany(pair => new[] { pair.First, pair.Second }).Order());
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1e-20f)]
    [InlineData(1e-9f)]
    public void The_bias_of_a_dead_channel_survives(float weight)
    {
        var quantized = QuantizedConvolution.Of(_pointwise, [weight, -weight, 0, 0, 1, 0, 0, 0], [3.25f, 0], 0.02f);

        Assert.Equal(3.25, quantized.Bias[0] * (double)quantized.Scales[0] * 0.02f, 1e-6);
        Assert.InRange(Math.Abs(quantized.Bias[0]), 1, (1 << 30) + 1000);
        Assert.Equal(1, quantized.WidenedForBias);
    }

    [Fact]
    public void A_channel_of_nothing_but_zeros_is_possible()
    {
        var quantized = QuantizedConvolution.Of(_pointwise, new float[8], new float[2], 0.02f);

        Assert.All(quantized.Scales, scale => Assert.True(float.IsNormal(scale)));
        Assert.All(quantized.Weight, weight => Assert.Equal(0, weight));
        Assert.Equal([0, 0], quantized.Bias);
    }

    [Fact]
    public void Corrected_biases_keep_the_mean_of_the_output()
    {
        float[] weight = [0.3f, 0.211f, -0.07f, 0.95f, 1.9f, -0.33f, 0.004f, 0.12f];
        float[] means = [2, 0.5f, 5.5f, 1];

        var quantized = QuantizedConvolution.Of(_pointwise, weight, [0.1f, -0.2f], 0.001f, means);

        for (var output = 0; output < 2; output++)
        {
            var exact = (output == 0 ? 0.1f : -0.2f) + Enumerable.Range(0, 4).Sum(input => weight[(output * 4) + input] * means[input]);
            var stored = (quantized.Bias[output] * 0.001f * (double)quantized.Scales[output])
                + Enumerable.Range(0, 4).Sum(input => quantized.Weight[(output * 4) + input] * (double)quantized.Scales[output] * means[input]);
            Assert.Equal(exact, stored, 1e-5);
        }
    }

    [Fact]
    public void No_pair_of_Lite0s_weights_can_overflow_sixteen_bits()
    {
        using var weights = SafetensorsFile.FromStream(Lite0Weights.Open(), Lite0Weights.FileName);
        var variant = EfficientNetVariant.Parse("tf_efficientnet_lite0");

        CheckPairs(variant.Expand(), weights);
    }

    [Fact]
    public void No_pair_of_a_tiny_networks_weights_can_overflow_sixteen_bits()
    {
        Assert.All(TinyNetwork.Variants, variant => CheckPairs(variant.Expand(TinyNetwork.Classes), TinyNetwork.Weights(variant)));
        Assert.All(TinyNetwork.Variants, variant => CheckPairs(variant.Expand(TinyNetwork.Classes), new PositiveTensors(TinyNetwork.Weights(variant))));
    }

    private static void CheckPairs(Network network, ITensorSource weights)
    {
        foreach (var layer in network.Blocks.SelectMany(block => block.Convolutions).Append(network.Head))
        {
            var quantized = QuantizedConvolution.Of(layer, new FoldedConvolution(layer, weights, network.Variant.BatchNormEpsilon), 6f / 255);
            var perChannel = quantized.Weight.Length / layer.OutputChannels;
            for (var channel = 0; channel < layer.OutputChannels; channel++)
            {
                foreach (var (first, second) in QuantizedConvolution.Pairs(layer))
                {
                    var sum = quantized.Weight[(channel * perChannel) + first] + quantized.Weight[(channel * perChannel) + second];
                    Assert.InRange(sum * byte.MaxValue, short.MinValue, short.MaxValue);
                }
            }

            Assert.All(quantized.Weight, weight => Assert.InRange(weight, -127, 127));
        }
    }
}
