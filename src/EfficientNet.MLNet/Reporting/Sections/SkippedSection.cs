namespace EfficientNet.MLNet.Reporting.Sections;

/// <summary>Pictures that were left out, and why.</summary>
internal static class SkippedSection
{
    private const int MostListed = 500;

    public static void Write(ReportBody body)
    {
        IReadOnlyList<ReportSkipped> skipped = body.Content.Skipped;
        if (skipped.Count == 0)
        {
            return;
        }

        Html html = body.Html;
        body.BeginSection("skipped", "Skipped pictures");
        html.Add($"<p>{ReportText.Count(skipped.Count, "picture")} could not be used; nothing else was affected.</p>");
        body.BeginTable(skipped.Count > MostListed ? $"The first {MostListed} of {ReportText.Number(skipped.Count)} skipped pictures" : "Skipped pictures");
        html.Add($"""<thead><tr><th scope="col" class="name">Picture</th><th scope="col">Reason</th></tr></thead><tbody>""");
        foreach (ReportSkipped each in skipped.Take(MostListed))
        {
            html.Add($"""<tr><td class="name"><bdi>{ReportText.Name(each.Name)}</bdi></td><td><bdi>{ReportText.Name(Reason(each))}</bdi></td></tr>""");
        }

        html.Add($"</tbody>");
        body.EndTable();
        body.EndSection();
    }

    // Reasons begin with the picture's name where they come from an exception; it stands beside them already.
    private static string Reason(ReportSkipped skipped)
        => skipped.Reason.StartsWith(skipped.Name + ": ", StringComparison.Ordinal) ? skipped.Reason[(skipped.Name.Length + 2)..] : skipped.Reason;
}
