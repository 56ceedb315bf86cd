using EfficientNet.MLNet.Reporting;
using Xunit;

namespace EfficientNet.MLNet.Tests.Reporting;

public sealed class ReportTextTests
{
    [Theory]
    [InlineData(0.9346, "93.5\u00a0%")]
    [InlineData(1.0, "100.0\u00a0%")]
    [InlineData(null, "\u2013")]
    [InlineData(double.NaN, "\u2013")]
    public void Percent_has_one_decimal(double? share, string expected) => Assert.Equal(expected, ReportText.Percent(share));

    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(0.21341, "0.213")]
    [InlineData(0.0000123, "1.23e-5")]
    [InlineData(4652008.0, "4,652,008")]
    [InlineData(double.PositiveInfinity, "\u2013")]
    public void Numbers_are_short(double value, string expected) => Assert.Equal(expected, ReportText.Number(value));

    [Theory]
    [InlineData(0.04, "0.0\u00a0s")]
    [InlineData(9.84, "9.8\u00a0s")]
    [InlineData(9.97, "10\u00a0s")]
    [InlineData(59.7, "1\u00a0min 0\u00a0s")]
    [InlineData(200, "3\u00a0min 20\u00a0s")]
    [InlineData(7500, "2\u00a0h 5\u00a0min")]
    public void Durations_have_two_places_at_most(double seconds, string expected) => Assert.Equal(expected, ReportText.Duration(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Dates_keep_their_offset()
    {
        Assert.Equal("14 March 2026, 15:09 UTC", ReportText.Date(new DateTimeOffset(2026, 3, 14, 15, 9, 0, TimeSpan.Zero)));
        Assert.Equal("14 March 2026, 15:09 UTC+02:00", ReportText.Date(new DateTimeOffset(2026, 3, 14, 15, 9, 0, TimeSpan.FromHours(2))));
    }

    [Theory]
    [InlineData("bees", "bees")]
    [InlineData("\U0001F41D", "\U0001F41D")]
    [InlineData("a\nb\tc\0", "a\u21b5b\u21e5c\ufffd")]
    [InlineData("", "(no name)")]
    [InlineData(null, "(no name)")]
    [InlineData("  ", "\u2423\u2423")]
    public void Names_can_be_seen(string? name, string expected) => Assert.Equal(expected, ReportText.Name(name));

    [Theory]
    [InlineData("/data/insects/ants/1.jpg", "ants/1.jpg")]
    [InlineData("C:\\insects\\ants\\1.jpg", "ants\\1.jpg")]
    [InlineData("ants/1.jpg", "ants/1.jpg")]
    [InlineData("/1.jpg", "/1.jpg")]
    [InlineData("1.jpg", "1.jpg")]
    [InlineData("row 5", "row 5")]
    [InlineData("", "(no name)")]
    public void Files_are_shown_with_their_folder(string name, string expected) => Assert.Equal(expected, ReportText.File(name));

    // Not a row above: the runner cannot carry such a text.
    [Fact]
    public void Half_of_a_pair_can_be_seen() => Assert.Equal("half \ufffd", ReportText.Name("half \uD83D"));
}
