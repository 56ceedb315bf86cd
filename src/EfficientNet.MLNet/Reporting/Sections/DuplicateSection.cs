namespace EfficientNet.MLNet.Reporting.Sections;

/// <summary>Pictures that look alike.</summary>
internal static class DuplicateSection
{
    private const int MostListed = 200;

    public static void Write(ReportBody body)
    {
        IReadOnlyList<ReportDuplicates> groups = body.Content.Duplicates;
        if (groups.Count == 0)
        {
            return;
        }

        Html html = body.Html;
        body.BeginSection("duplicates", "Near duplicates");
        html.Add($"<p>{ReportText.Count(groups.Count, "group")} of pictures that look alike by their perceptual hashes. Cross-validation keeps such pictures together, unless they are most of a class (then there is a warning above); between the pictures trained on and a validation set of its own they make figures look better than they are.</p>");
        for (int i = 0; i < Math.Min(groups.Count, ReportLimits.DuplicateGroups); i++)
        {
            WriteGroup(body, i + 1, groups[i]);
        }

        if (groups.Count > ReportLimits.DuplicateGroups)
        {
            WriteRest(body, [.. groups.Skip(ReportLimits.DuplicateGroups)]);
        }

        body.EndSection();
    }

    private static void WriteGroup(ReportBody body, int number, ReportDuplicates group)
    {
        Html html = body.Html;
        html.Add($"""<h3>Group {number}: {(group.Distance == 0 ? "the same hash" : $"{ReportText.Count(group.Distance, "bit")} apart")}""");
        if (IsAcross(group))
        {
            html.Add($"""<span class="tag alarm">in training and validation</span>""");
        }

        if (group.Pictures.Select(each => each.Class).Distinct().Count() > 1)
        {
            html.Add($"""<span class="tag alarm">different labels</span>""");
        }

        html.Add($"""</h3><ul class="group">""");
        foreach (ReportDuplicate each in group.Pictures.Take(ReportLimits.DuplicatesPerGroup))
        {
            html.Add($"<li>");
            if (each.Picture is { } picture)
            {
                html.Add($"""<img src="{picture}" alt="{ReportText.File(each.Name)}">""");
            }

            html.Add($"""<p><bdi>{body.ClassName(each.Class)}</bdi> <span class="tag">{(each.IsValidation ? "validation" : "training")}</span></p><p class="file" title="{ReportText.Name(each.Name)}"><bdi>{ReportText.File(each.Name)}</bdi></p></li>""");
        }

        html.Add($"</ul>");
        if (group.Pictures.Count > ReportLimits.DuplicatesPerGroup)
        {
            html.Add($"""<p class="note">and {group.Pictures.Count - ReportLimits.DuplicatesPerGroup} more</p>""");
        }
    }

    private static void WriteRest(ReportBody body, IReadOnlyList<ReportDuplicates> groups)
    {
        Html html = body.Html;
        html.Add($"<details><summary>{ReportText.Count(groups.Count, "more group")}</summary>");
        body.BeginTable(groups.Count > MostListed ? $"The first {MostListed} of {ReportText.Number(groups.Count)} more groups" : "More groups");
        html.Add($"""<thead><tr><th scope="col" class="number">Bits apart</th><th scope="col">Pictures</th><th scope="col">Remark</th></tr></thead><tbody>""");
        foreach (ReportDuplicates group in groups.Take(MostListed))
        {
            html.Add($"""<tr><td class="number">{group.Distance}</td><td>""");
            foreach (ReportDuplicate each in group.Pictures.Take(ReportLimits.DuplicatesPerGroup))
            {
                html.Add($"<div><bdi>{ReportText.Name(each.Name)}</bdi> (<bdi>{body.ClassName(each.Class)}</bdi>)</div>");
            }

            if (group.Pictures.Count > ReportLimits.DuplicatesPerGroup)
            {
                html.Add($"<div>and {group.Pictures.Count - ReportLimits.DuplicatesPerGroup} more</div>");
            }

            html.Add($"</td><td>{(IsAcross(group) ? "in training and validation" : "")}</td></tr>");
        }

        html.Add($"</tbody>");
        body.EndTable();
        html.Add($"</details>");
    }

    private static bool IsAcross(ReportDuplicates group) => group.Pictures.Any(each => each.IsValidation) && group.Pictures.Any(each => !each.IsValidation);
}
