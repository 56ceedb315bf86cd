using EfficientNet.Training;

namespace EfficientNet.Tests.Training;

public class DenseKernelTests
{
    [Theory]
    [InlineData(4, 16, 2)]
    [InlineData(32, 48, 6)]
    [InlineData(12, 1280, 10)]
    public void Outputs_are_those_of_three_plain_loops(int rows, int inputs, int outputs)
    {
        (float[] x, float[] weight, float[] bias) = (Draw(rows * inputs, 1), Draw(outputs * inputs, 2), Draw(outputs, 3));
        float[] found = new float[rows * outputs];

        DenseKernel.Forward(x, inputs, weight, bias, found);

        for (int row = 0; row < rows; row++)
        {
            for (int output = 0; output < outputs; output++)
            {
                double expected = bias[output];
                for (int at = 0; at < inputs; at++)
                {
                    expected += (double)x[(row * inputs) + at] * weight[(output * inputs) + at];
                }

                Assert.Equal(expected, found[(row * outputs) + output], 1e-5 * inputs);
            }
        }
    }

    [Theory]
    [InlineData(4, 16, 2)]
    [InlineData(32, 48, 6)]
    [InlineData(12, 1280, 10)]
    public void Sums_of_products_are_those_of_three_plain_loops_whichever_way_the_factors_lie(int rows, int inputs, int outputs)
    {
        (float[] x, float[] factors, float[] before) = (Draw(rows * inputs, 4), Draw(rows * outputs, 5), Draw(outputs * inputs, 6));
        (float[] found, float[] turned) = ([.. before], [.. before]);
        float[] across = new float[factors.Length];
        for (int at = 0; at < across.Length; at++)
        {
            across[((at % outputs) * rows) + (at / outputs)] = factors[at];
        }

        DenseKernel.AddProducts(x, inputs, factors, outputs, 1, found);
        DenseKernel.AddProducts(x, inputs, across, 1, rows, turned);

        for (int output = 0; output < outputs; output++)
        {
            for (int at = 0; at < inputs; at++)
            {
                double expected = before[(output * inputs) + at];
                for (int row = 0; row < rows; row++)
                {
                    expected += (double)x[(row * inputs) + at] * factors[(row * outputs) + output];
                }

                Assert.Equal(expected, found[(output * inputs) + at], 1e-5 * rows);
            }
        }

        Assert.Equal(found, turned);
    }

    [Theory]
    [InlineData(3, 16, 2)]
    [InlineData(4, 15, 2)]
    [InlineData(4, 16, 3)]
    public void What_is_no_whole_tile_is_refused(int rows, int inputs, int outputs)
    {
        Assert.Throws<ArgumentException>(() => DenseKernel.Forward(new float[rows * inputs], inputs, new float[outputs * inputs], new float[outputs], new float[rows * outputs]));
        Assert.Throws<ArgumentException>(() => DenseKernel.AddProducts(new float[rows * inputs], inputs, new float[rows * outputs], outputs, 1, new float[outputs * inputs]));
    }

    [Fact]
    public void Too_little_room_is_refused()
    {
        Assert.Throws<ArgumentException>(() => DenseKernel.Forward(new float[64], 16, new float[32], new float[2], new float[7]));
        Assert.Throws<ArgumentException>(() => DenseKernel.Forward(new float[64], 16, new float[31], new float[2], new float[8]));
    }

    private static float[] Draw(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)DrawnExamples.Normal(random))];
    }
}
