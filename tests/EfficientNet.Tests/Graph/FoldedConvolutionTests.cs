using EfficientNet.Architecture;
using EfficientNet.Graph;
using EfficientNet.Weights;

namespace EfficientNet.Tests.Graph;

public class FoldedConvolutionTests
{
    [Fact]
    public void A_batch_norm_becomes_a_factor_and_a_bias_per_output_channel()
    {
        var source = new Source(new()
        {
            ["conv.weight"] = [1, 2, 3, 4],
            ["bn.weight"] = [2, 3],
            ["bn.bias"] = [10, 20],
            ["bn.running_mean"] = [5, -1],
            ["bn.running_var"] = [3, 8],
        });

        // Deviations 2 and 3 with an epsilon of 1, hence factors 1 and 1; then 10 - 5 and 20 + 1.
        var folded = new FoldedConvolution(new ConvolutionLayer("conv", "bn", 2, 2), source, epsilon: 1);

        Assert.Equal([1, 2, 3, 4], Numbers(folded.ReadWeight, 4));
        Assert.Equal([5, 21], Numbers(folded.ReadBias, 2));
    }

    [Fact]
    public void A_convolution_with_a_bias_stays_as_it_is()
    {
        var source = new Source(new() { ["conv.weight"] = [1, 2, 3, 4], ["conv.bias"] = [7, 8] });

        var folded = new FoldedConvolution(new ConvolutionLayer("conv", null, 2, 2), source, epsilon: 1);

        Assert.Equal([1, 2, 3, 4], Numbers(folded.ReadWeight, 4));
        Assert.Equal([7, 8], Numbers(folded.ReadBias, 2));
    }

    private static float[] Numbers(DeferredTensor.Reader read, int count)
    {
        var numbers = new float[count];
        read(numbers);
        return numbers;
    }

    private sealed class Source(Dictionary<string, float[]> numbers) : ITensorSource
    {
        public IReadOnlyDictionary<string, TensorInfo> Tensors =>
            numbers.ToDictionary(pair => pair.Key, pair => new TensorInfo(pair.Key, TensorElementType.Float32, [pair.Value.Length]));

        public void Read(string name, Span<float> destination) => numbers[name].CopyTo(destination);
    }
}
