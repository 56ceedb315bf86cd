using EfficientNet.Quantization;

namespace EfficientNet.Tests.Quantization;

public class ActivationStatisticsTests
{
    [Fact]
    public void Keeps_the_ends_and_the_means_of_channels()
    {
        var statistics = new ActivationStatistics(hasHistogram: false);

        statistics.Add([1, 2, -3, 5], 2);
        statistics.Add([0, 1, 8, 2], 2);

        Assert.Equal((-3, 8), (statistics.Minimum, statistics.Maximum));
        Assert.Equal([1f, 3f], statistics.Means);
        Assert.Equal(0, statistics.Bins.Length);
    }

    [Fact]
    public void Does_not_depend_on_the_order_of_pictures()
    {
        var random = new Random(7);
        var pictures = Enumerable.Range(1, 6).Select(scale => Enumerable.Range(0, 500).Select(_ => (float)((random.NextDouble() - 0.3) * scale * scale)).ToArray()).ToList();

        var forwards = Of(pictures);
        var backwards = Of(Enumerable.Reverse(pictures));

        Assert.Equal(forwards.Reach, backwards.Reach);
        Assert.Equal(forwards.Bins.ToArray(), backwards.Bins.ToArray());
    }

    [Fact]
    public void Every_value_but_zero_is_counted_in_its_bin()
    {
        var statistics = new ActivationStatistics(hasHistogram: true);

        statistics.Add([0, 0, 0.5f, -0.5f, 3.999f, -1e-7f], 1);

        Assert.Equal(4, statistics.Reach);
        Assert.Equal(4, statistics.Bins.ToArray().Sum());
        Assert.Equal(1, statistics.Bins[ActivationStatistics.HalfBins + (ActivationStatistics.HalfBins / 8)]);
        Assert.Equal(1, statistics.Bins[ActivationStatistics.HalfBins - (ActivationStatistics.HalfBins / 8)]);
        Assert.Equal(1, statistics.Bins[^1]);
        Assert.Equal(1, statistics.Bins[ActivationStatistics.HalfBins - 1]);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Numbers_that_are_not_finite_are_an_error(float number) =>
        Assert.Throws<InvalidDataException>(() => new ActivationStatistics(hasHistogram: false).Add([1, number, 2, 3], 1));

    private static ActivationStatistics Of(IEnumerable<float[]> pictures)
    {
        var statistics = new ActivationStatistics(hasHistogram: true);
        foreach (var picture in pictures)
        {
            statistics.Add(picture, 5);
        }

        return statistics;
    }
}
