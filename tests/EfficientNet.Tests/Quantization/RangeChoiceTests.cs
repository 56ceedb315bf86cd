using EfficientNet.Quantization;

namespace EfficientNet.Tests.Quantization;

public class RangeChoiceTests
{
    [Fact]
    public void Min_max_is_what_was_seen() =>
        Assert.Equal(new ActivationRange(-1.5f, 7.25f), Range(CalibrationMethod.MinMax, [-1.5f, 0.1f, 7.25f]));

    [Theory]
    [InlineData(CalibrationMethod.MinMax)]
    [InlineData(CalibrationMethod.Percentile)]
    [InlineData(CalibrationMethod.Entropy)]
    public void Zero_is_in_every_range(CalibrationMethod method)
    {
        Assert.Equal(0, Range(method, [3, 4, 5]).Low);
        Assert.Equal(0, Range(method, [-3, -4, -5]).High);
        Assert.Equal(new ActivationRange(0, 1), Range(method, [0, 0]));
    }

    [Fact]
    public void A_percentile_cuts_both_tails()
    {
        var values = Enumerable.Range(-1000, 3001).Select(value => value / 100f).ToArray(); // -10 to 20

        var range = Range(CalibrationMethod.Percentile, values, 99);

        Assert.Equal(-9.7f, range.Low, 0.05f);
        Assert.Equal(19.7f, range.High, 0.05f);
    }

    [Fact]
    public void A_percentile_of_100_cuts_nothing() =>
        Assert.Equal(new ActivationRange(-2, 5), Range(CalibrationMethod.Percentile, [-2, 1, 5], 100));

    [Fact]
    public void Entropy_cuts_off_a_value_far_from_all_others()
    {
        var values = Normal(100_000).Append(100f).ToArray();

        var range = Range(CalibrationMethod.Entropy, values);

        Assert.InRange(range.High, 3f, 20f);
        Assert.InRange(range.Low, -6f, -3f * (range.High / 100f));
    }

    [Fact]
    public void Entropy_keeps_values_that_are_spread_evenly()
    {
        var values = Enumerable.Range(0, 60_001).Select(value => value / 10_000f).ToArray();

        Assert.InRange(Range(CalibrationMethod.Entropy, values).High, 5.5f, 6f);
    }

    private static IEnumerable<float> Normal(int count)
    {
        var random = new Random(5);
        return Enumerable.Range(0, count).Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())));
    }

    private static ActivationRange Range(CalibrationMethod method, float[] values, double percentile = 99.999)
    {
        var statistics = new ActivationStatistics(hasHistogram: method != CalibrationMethod.MinMax);
        statistics.Add(values, 1);
        return RangeChoice.Of(statistics, new QuantizationOptions { Method = method, Percentile = percentile });
    }
}
