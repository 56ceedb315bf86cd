namespace EfficientNet.MLNet.Reporting.Sections;

/// <summary>The mistakes that the model was surest of.</summary>
internal static class MistakeSection
{
    public static void Write(ReportBody body)
    {
        if (body.Content.Mistakes.Count == 0)
        {
            return;
        }

        Html html = body.Html;
        body.BeginSection("mistakes", "Most confident mistakes");
        html.Add($"<p>{Introduction(body.Content)} Look here first for pictures with a wrong label. Where there is a heat map, it shows what spoke for the class that was predicted.</p>");
        html.Add($"""<ul class="cards">""");
        foreach (ReportMistake mistake in body.Content.Mistakes.Take(ReportLimits.Mistakes))
        {
            html.Add($"""<li class="card">""");
            if (mistake.Picture is not null || mistake.HeatMap is not null)
            {
                html.Add($"""<div class="pair">""");
                Picture(mistake.Picture, "picture", mistake.Name);
                Picture(mistake.HeatMap, "heat map", mistake.Name);
                html.Add($"</div>");
            }

            html.Add($"""<dl><dt>Predicted</dt><dd><span class="predicted"><bdi>{body.ClassName(mistake.PredictedClass)}</bdi></span> {ReportText.Percent(mistake.Probability)}</dd>""");
            html.Add($"""<dt>Labelled</dt><dd><span class="true"><bdi>{body.ClassName(mistake.TrueClass)}</bdi></span> {(mistake.TrueProbability is { } probability ? ReportText.Percent(probability) : "")}</dd></dl>""");
            html.Add($"""<p class="file" title="{ReportText.Name(mistake.Name)}"><bdi>{ReportText.File(mistake.Name)}</bdi></p></li>""");
        }

        html.Add($"</ul>");
        body.EndSection();

        void Picture(ReportPicture? picture, string kind, string name)
        {
            if (picture is not null)
            {
                html.Add($"""<figure><img src="{picture}" alt="{kind} of {ReportText.File(name)}"><figcaption>{kind}</figcaption></figure>""");
            }
        }
    }

    private static string Introduction(ReportContent content)
    {
        int shown = Math.Min(content.Mistakes.Count, ReportLimits.Mistakes);
        int all = content.Confusion is { } confusion ? Wrong(confusion, content.Classes.Count) : content.Mistakes.Count;
        return all <= shown
            ? $"All {ReportText.Count(shown, "wrong prediction")}, the most confident first."
            : $"The {ReportText.Number(shown)} most confident of {ReportText.Count(all, "wrong prediction")}.";
    }

    private static int Wrong(int[,] confusion, int classes)
        => Enumerable.Range(0, classes).Sum(actual => Enumerable.Range(0, classes).Where(predicted => predicted != actual).Sum(predicted => confusion[actual, predicted]));
}
