using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EfficientNet.MLNet.Reporting.Sections;

namespace EfficientNet.MLNet.Reporting;

/// <summary>The whole page: what stands around the sections.</summary>
internal static class ReportPage
{
    // The default encoder escapes everything that could end a script element or begin markup.
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    /// <summary>A report as HTML.</summary>
    /// <param name="content">What it shows.</param>
    /// <param name="charts">Chart.js; null leaves the charts out and says so.</param>
    public static string Of(ReportContent content, string? charts)
    {
        var body = new ReportBody(content, charts is not null);
        SummarySection.Write(body);
        var summary = new ReportBody(content, body.HasCharts);
        DataSetSection.Write(summary);
        TrainingSection.Write(summary);
        ConfusionSection.Write(summary);
        ClassSection.Write(summary);
        CalibrationSection.Write(summary);
        MistakeSection.Write(summary);
        DuplicateSection.Write(summary);
        SkippedSection.Write(summary);
        NetworkSection.Write(summary);

        string title = ReportText.Name(content.Title);
        string[] scripts = summary.Charts.Count > 0 ? ["\n" + charts, "\n" + ReportAssets.Script] : [];
        string style = "\n" + ReportAssets.Style;
        var page = new Html();
        page.Add($"""<!DOCTYPE html>""");
        page.Add($"""<html lang="en">""");
        page.Add($"""<head>""");
        page.Add($"""<meta charset="utf-8">""");
        // Nothing is loaded from anywhere, and no script or style runs but those of this file.
        page.Add($"""<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src {Hash(style)}; script-src {(scripts.Length > 0 ? string.Join(' ', scripts.Select(Hash)) : "'none'")}">""");
        page.Add($"""<meta name="viewport" content="width=device-width, initial-scale=1">""");
        page.Add($"""<meta name="color-scheme" content="light dark">""");
        page.Add($"""<title>{title}</title>""");
        page.AddTrusted($"<style>{style}</style>");
        page.Add($"""</head>""");
        page.Add($"""<body>""");
        page.Add($"""<a class="skip" href="#report">To the report</a>""");
        page.Add($"""<div class="layout">""");
        page.Add($"""<header><h1><bdi>{title}</bdi></h1><p>{ReportText.Date(content.Date)} &middot; <bdi>{ReportText.Name(content.Network.Id)}</bdi></p>""");
        page.Add(body.Html);
        page.Add($"""</header>""");
        page.Add($"""<nav aria-label="Sections"><ul>""");
        foreach ((string id, string name) in summary.Sections)
        {
            page.Add($"""<li><a href="#{id}">{name}</a></li>""");
        }

        page.Add($"""</ul></nav>""");
        page.Add($"""<main id="report">""");
        page.Add(summary.Html);
        page.Add($"""</main>""");
        page.Add($"""<footer><p>Made by EfficientNet.MLNet.{(scripts.Length > 0 ? " Charts are drawn by Chart.js (MIT licence), which this file holds together with its licence." : "")}</p></footer>""");
        page.Add($"""</div>""");
        if (scripts.Length > 0)
        {
            page.AddTrusted($"<script type=\"application/json\" id=\"chart-data\">{JsonSerializer.Serialize(summary.Charts, _json)}</script>");
            foreach (string script in scripts)
            {
                page.AddTrusted($"<script>{script}</script>");
            }
        }

        page.Add($"""</body>""");
        page.Add($"""</html>""");
        return page.ToString();
    }

    private static string Hash(string script) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'";
}
