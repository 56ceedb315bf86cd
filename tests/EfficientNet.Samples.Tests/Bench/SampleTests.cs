using EfficientNet.Benchmarks.Measuring;
using EfficientNet.Benchmarks.Reporting;

namespace EfficientNet.Samples.Tests.Bench;

public sealed class SampleTests
{
    [Theory]
    [InlineData(3.0, 5.0, 1.0, 3.0)]
    [InlineData(2.5, 4.0, 1.0, 3.0, 2.0)]
    [InlineData(7.0, 7.0)]
    public void The_median_is_the_middle_or_the_mean_of_both(double median, params double[] values)
        => Assert.Equal(median, new Sample(values).Median);

    [Fact]
    public void Ratios_are_made_round_by_round()
    {
        // The second round was slow for both.
        var ours = new Sample([10, 40, 12]);
        var theirs = new Sample([20, 80, 30]);

        Assert.Equal([2, 2, 2.5], Line.Faster("", ours, theirs).Ratio.Values);
        Assert.Equal([0.5, 0.5, 0.4], Line.Slower("", ours, theirs).Ratio.Values);
    }

    [Theory]
    [InlineData(1.25, "at most 1.25x: met", "at least 1.25x: met")]
    [InlineData(1.26, "at most 1.25x: NOT met", "at least 1.25x: met")]
    [InlineData(1.24, "at most 1.25x: met", "at least 1.25x: NOT met")]
    public void Limits_are_held_against_the_median(double median, string atMost, string atLeast)
    {
        var line = new Line("", "", "", new Sample([median, 0, 9]));

        Assert.Equal(atMost, (line with { Limit = Limit.AtMost(1.25) }).Verdict);
        Assert.Equal(atLeast, (line with { Limit = Limit.AtLeast(1.25) }).Verdict);
        Assert.Equal("", line.Verdict);
    }

    [Fact]
    public void A_limit_may_be_about_something_else_than_the_ratio()
    {
        var line = new Line("", "", "", new Sample([8])) { Limit = Limit.AtMost(1.4, " ms"), Limited = new Sample([1.5]) };
        Assert.Equal("at most 1.4 ms: NOT met", line.Verdict);
    }
}
