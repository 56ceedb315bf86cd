using System.Globalization;
using EfficientNet.MLNet.Reporting;
using Xunit;

namespace EfficientNet.MLNet.Tests.Reporting;

public sealed class ReportWriterTests : IDisposable
{
    private readonly Pictures _folder = new();

    private string Target => Path.Combine(_folder.Folder, "report.html");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Same_content_makes_the_same_bytes_in_every_culture()
    {
        ReportWriter.Write(ReportSamples.Full(), Target);
        byte[] first = File.ReadAllBytes(Target);
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = "." } };
            ReportWriter.Write(ReportSamples.Full(), Target);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.Equal(first, File.ReadAllBytes(Target));
    }

    [Fact]
    public void Replaces_a_file_and_leaves_no_other()
    {
        File.WriteAllText(Target, "an older report");

        ReportWriter.Write(ReportSamples.Least(), Target);

        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(Target), StringComparison.Ordinal);
        Assert.Equal([Target], Directory.GetFiles(_folder.Folder));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named()
    {
        string path = Path.Combine(_folder.Folder, "missing", "report.html");

        var exception = Assert.Throws<IOException>(() => ReportWriter.Write(ReportSamples.Least(), path));

        Assert.Contains(path, exception.Message, StringComparison.Ordinal);
        Assert.Contains("expected", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_in_place_of_the_file_is_named_and_left_alone()
    {
        Directory.CreateDirectory(Target);

        var exception = Assert.Throws<IOException>(() => ReportWriter.Write(ReportSamples.Least(), Target));

        Assert.Contains(Target, exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Folder));
        Assert.Empty(Directory.GetFileSystemEntries(Target));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void An_empty_path_is_refused(string path)
        => Assert.Throws<ArgumentException>(() => ReportWriter.Write(ReportSamples.Least(), path));

    [Fact]
    public void Names_never_become_markup()
    {
        string page = ReportPage.Of(ReportSamples.Full(ReportSamples.OddNames), charts: "/* charts */");

        // Everything that is markup was written by us: no element, attribute or script may come out of a name.
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>window", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\" onmouseover", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\0', page);
        Assert.Equal(3, Occurrences(page, "<script"));
        Assert.Equal(3, Occurrences(page, "</script"));
        Assert.Contains("&lt;/script&gt;&lt;script&gt;window.broken", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_text_of_the_content_is_escaped()
    {
        const string evil = "<b id=\"x\">'&\0";
        ReportContent full = ReportSamples.Full(evil, evil + "2");
        ReportContent content = full with
        {
            Title = evil,
            Summary = full.Summary with { Validation = evil, Durations = [new(evil, TimeSpan.Zero)] },
            Classes = [.. full.Classes.Select(each => each with { Thumbnails = [.. each.Thumbnails.Select(picture => picture with { Name = evil })] })],
            Mistakes = [.. full.Mistakes.Select(each => each with { Name = evil })],
            Duplicates = [.. Enumerable.Repeat(full.Duplicates[0] with { Pictures = [.. full.Duplicates[0].Pictures.Select(each => each with { Name = evil })] }, 30)],
            Skipped = [new(evil, evil)],
            Warnings = [evil],
            Network = new ReportNetwork { Id = evil, Variant = evil, Source = evil, Training = evil, Licence = evil, Preprocessing = evil, Precision = evil },
            Options = [new(evil, evil)],
        };

        string page = ReportPage.Of(content, charts: "/* charts */");

        Assert.DoesNotContain("<b", page.Replace("<body", "", StringComparison.Ordinal).Replace("<bdi", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"x\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\0', page);
    }

    [Fact]
    public void A_large_report_stays_small_and_says_what_it_leaves_out()
    {
        ReportContent content = ReportSamples.Large();

        ReportWriter.Write(content, Target);
        string page = File.ReadAllText(Target);

        Assert.InRange(new FileInfo(Target).Length, 0, 4_000_000);
        Assert.Contains("985 others", page, StringComparison.Ordinal);
        Assert.Contains("The 30 most frequent of", page, StringComparison.Ordinal);
        Assert.Contains("The first 500 of 2,000 skipped pictures", page, StringComparison.Ordinal);
        Assert.Contains("The first 200 of 880 more groups", page, StringComparison.Ordinal);
        Assert.Contains("class 1000", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_collapsed_matrix_counts_every_picture()
    {
        ReportContent content = ReportSamples.Large();
        string page = ReportPage.Of(content, charts: null);
        int start = page.IndexOf("class=\"scroll matrix\"", StringComparison.Ordinal);
        string matrix = page[start..page.IndexOf("</table>", start, StringComparison.Ordinal)];

        int sum = System.Text.RegularExpressions.Regex.Matches(matrix, "<td class=\"[a-z0-9-]*\">([0-9,]+)</td>")
            .Sum(cell => int.Parse(cell.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture));

        Assert.Equal(content.Confusion!.Cast<int>().Sum(), sum);
    }

    [Fact]
    public void Parts_without_content_are_left_out()
    {
        string page = ReportPage.Of(ReportSamples.Least(), charts: "/* charts */");

        foreach (string id in new[] { "training", "confusion", "classes", "calibration", "mistakes", "duplicates", "skipped", "options" })
        {
            Assert.DoesNotContain($"id=\"{id}\"", page, StringComparison.Ordinal);
        }

        Assert.Contains("id=\"data\"", page, StringComparison.Ordinal);
        Assert.Contains("id=\"network\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reason_does_not_repeat_the_picture()
    {
        string page = ReportPage.Of(ReportSamples.Least() with { Skipped = [new("a/b/c.jpg", "a/b/c.jpg: the file is empty")] }, charts: null);

        Assert.Contains("<bdi>a/b/c.jpg</bdi></td><td><bdi>the file is empty</bdi>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_that_are_no_numbers_do_not_stop_it()
    {
        ReportContent full = ReportSamples.Full();
        ReportContent content = full with
        {
            Summary = full.Summary with { LogLoss = double.PositiveInfinity, Accuracy = double.NaN, Temperature = double.NaN },
            Curve = [new(0, double.NaN, double.PositiveInfinity, null), new(1, 1, null, double.NaN)],
            Penalties = [new(0, 1, IsChosen: true), new(1, double.NaN, IsChosen: false)],
            Classes = [.. full.Classes.Select(each => each with { F1 = double.NaN, Precision = null })],
        };

        string page = ReportPage.Of(content, charts: "/* charts */");

        Assert.DoesNotContain(">NaN", page, StringComparison.Ordinal);
        Assert.DoesNotContain(":NaN", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\u221e", page, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Holds_Chart_js_and_its_licence()
    {
        Skip.If(ReportAssets.Charts is null, "The library was built without charts (EfficientNetReportCharts=false).");

        string page = ReportPage.Of(ReportSamples.Full(), ReportAssets.Charts);

        Assert.Contains("The MIT License (MIT)", page, StringComparison.Ordinal);
        Assert.Contains("Chart.js Contributors", page, StringComparison.Ordinal);
        Assert.Contains("Jukka Kurkela", page, StringComparison.Ordinal);
        Assert.DoesNotContain("sourceMappingURL", page, StringComparison.Ordinal);
    }

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;
}
