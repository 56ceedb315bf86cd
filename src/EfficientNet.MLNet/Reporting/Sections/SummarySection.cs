namespace EfficientNet.MLNet.Reporting.Sections;

/// <summary>The figures at the top, and what to know before trusting them.</summary>
internal static class SummarySection
{
    public static void Write(ReportBody body)
    {
        ReportSummary summary = body.Content.Summary;
        Html html = body.Html;
        html.Add($"""<dl class="figures">""");
        Figure("Accuracy", ReportText.Percent(summary.Accuracy), ReportText.Name(summary.Validation));
        Figure("Log-loss", ReportText.Number(summary.LogLoss), "0 is perfect");
        Figure("Calibration error", ReportText.Percent(summary.CalibrationErrorAfter), summary.CalibrationErrorBefore is { } before
            ? $"{ReportText.Percent(before)} before scaling by the temperature {ReportText.Number(summary.Temperature)}"
            : "how far probabilities are from the share that is right");
        Figure("Pictures", ReportText.Number(summary.TrainingPictures + summary.ValidationPictures), Pictures(body.Content));
        Figure("Classes", ReportText.Number(body.Content.Classes.Count), Sizes(body.Content.Classes));
        if (summary.Durations.Count > 0)
        {
            Figure("Time", ReportText.Duration(Total(summary.Durations)), string.Join(", ", summary.Durations.Select(each => $"{ReportText.Name(each.Phase)} {ReportText.Duration(each.Time)}")));
        }

        html.Add($"</dl>");
        if (body.Content.Warnings.Count > 0)
        {
            html.Add($"""<section class="warnings" aria-labelledby="warnings-title"><h2 id="warnings-title">To know before trusting this</h2><ul>""");
            foreach (string warning in body.Content.Warnings)
            {
                html.Add($"<li><bdi>{ReportText.Name(warning)}</bdi></li>");
            }

            html.Add($"</ul></section>");
        }

        if (!body.HasCharts)
        {
            html.Add($"""<p class="note">This report has no charts: EfficientNet.MLNet was built without Chart.js (EfficientNetReportCharts=false). The tables hold all the figures.</p>""");
        }

        void Figure(string name, string value, string beside)
            => html.Add($"""<div class="figure"><dt>{name}</dt><dd><div class="value">{value}</div><div class="beside">{beside}</div></dd></div>""");
    }

    private static string Pictures(ReportContent content)
    {
        var parts = new List<string> { $"{ReportText.Number(content.Summary.TrainingPictures)} trained on" };
        if (content.Summary.ValidationPictures > 0)
        {
            parts.Add($"{ReportText.Number(content.Summary.ValidationPictures)} for validation only");
        }

        if (content.Skipped.Count > 0)
        {
            parts.Add($"{ReportText.Number(content.Skipped.Count)} skipped");
        }

        return string.Join(", ", parts);
    }

    private static string Sizes(IReadOnlyList<ReportClass> classes)
    {
        (int least, int most) = (classes.Min(each => each.TrainingPictures), classes.Max(each => each.TrainingPictures));
        return least == most
            ? $"{ReportText.Count(least, "picture")} each"
            : $"{ReportText.Number(least)} to {ReportText.Count(most, "picture")} each";
    }

    private static TimeSpan Total(IReadOnlyList<ReportDuration> durations) => durations.Aggregate(TimeSpan.Zero, (sum, each) => sum + each.Time);
}
