using System.Globalization;

namespace EfficientNet.MLNet.Reporting.Sections;

/// <summary>Whether a probability means what it says.</summary>
internal static class CalibrationSection
{
    public static void Write(ReportBody body)
    {
        ReportReliabilityBin[] before = [.. body.Content.ReliabilityBefore.Where(bin => bin.Count > 0)];
        ReportReliabilityBin[] after = [.. body.Content.ReliabilityAfter.Where(bin => bin.Count > 0)];
        if (after.Length == 0)
        {
            return;
        }

        ReportSummary summary = body.Content.Summary;
        body.BeginSection("calibration", "Calibration");
        body.Html.Add($"<p>Of the predictions made with a probability of 80 %, about 80 % should be right: points near the diagonal are good, points below it are too sure, and large points stand for many pictures. The expected calibration error is {ReportText.Percent(summary.CalibrationErrorAfter)}{(summary.CalibrationErrorBefore is { } error ? $"; it was {ReportText.Percent(error)} before scaling" : "")}.</p>");
        var series = new List<ReportSeries> { Series("After scaling", "accent", after) };
        if (before.Length > 0)
        {
            series.Add(Series("Before", "second", before));
        }

        series.Add(ReportSeries.OfPoints("Perfect", "muted", [(0, 0), (1, 1)], isDashed: true));
        body.BeginCharts();
        body.AddChart("Right predictions by probability", "The share of right predictions by their probability; the figures are in the table below", new ReportChart
        {
            Id = "chart-reliability",
            Kind = "line",
            X = new ReportAxis("Probability", Minimum: 0, Maximum: 1, IsShare: true),
            Y = new ReportAxis("Right", Minimum: 0, Maximum: 1, IsShare: true),
            Series = series,
        });
        (double Bound, int Count)[] counts = Counts(after);
        body.AddChart("Pictures by probability", "How many predictions were made with which probability; the figures are in the table below", new ReportChart
        {
            Id = "chart-probabilities",
            Kind = "bar",
            Labels = [.. counts.Select(each => (each.Bound * 100).ToString("0", CultureInfo.InvariantCulture))],
            X = new ReportAxis("Probability up to, %", "category"),
            Y = new ReportAxis("Pictures", Minimum: 0, IsCount: true),
            Series = [new ReportSeries("Pictures", "accent", counts.Select(each => each.Count).ToArray())],
        });
        body.EndCharts();
        body.BeginFigures("Calibration as a table");
        WriteTable(body, "After scaling: right predictions by probability", after);
        if (before.Length > 0)
        {
            WriteTable(body, "Before scaling: right predictions by probability", before);
        }

        body.EndFigures();
        body.EndSection();
    }

    // A bin of one picture is right wholly or not at all; it must not catch the eye more than one of a thousand.
    private static ReportSeries Series(string name, string colour, ReportReliabilityBin[] bins)
    {
        double most = bins.Max(bin => bin.Count);
        return ReportSeries.OfPoints(name, colour, bins.Select(bin => (bin.Confidence, (double?)bin.Accuracy))) with { Sizes = [.. bins.Select(bin => Math.Sqrt(bin.Count / most))] };
    }

    // Bins of one width from 0 to 1, so that those without pictures leave a gap.
    private static (double Bound, int Count)[] Counts(ReportReliabilityBin[] bins)
    {
        double width = bins[0].UpperBound - bins[0].LowerBound;
        return
        [
            .. Enumerable.Range(1, (int)Math.Round(1 / width)).Select(index =>
                (index * width, bins.Where(bin => (int)Math.Round(bin.UpperBound / width) == index).Sum(bin => bin.Count))),
        ];
    }

    private static void WriteTable(ReportBody body, string caption, IEnumerable<ReportReliabilityBin> bins)
    {
        body.BeginTable(caption);
        body.Html.Add($"""<thead><tr><th scope="col" class="number">Probability</th><th scope="col" class="number">Pictures</th><th scope="col" class="number">Mean probability</th><th scope="col" class="number">Right</th></tr></thead><tbody>""");
        foreach (ReportReliabilityBin bin in bins)
        {
            body.Html.Add($"""<tr><td class="number">{ReportText.Percent(bin.LowerBound)} to {ReportText.Percent(bin.UpperBound)}</td><td class="number">{bin.Count}</td><td class="number">{ReportText.Percent(bin.Confidence)}</td><td class="number">{ReportText.Percent(bin.Accuracy)}</td></tr>""");
        }

        body.Html.Add($"</tbody>");
        body.EndTable();
    }
}
