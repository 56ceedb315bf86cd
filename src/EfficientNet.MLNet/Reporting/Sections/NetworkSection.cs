namespace EfficientNet.MLNet.Reporting.Sections;

/// <summary>The network's card, and what the training was asked to do.</summary>
internal static class NetworkSection
{
    public static void Write(ReportBody body)
    {
        ReportNetwork network = body.Content.Network;
        body.BeginSection("network", "Network");
        WriteEntries(body.Html,
        [
            ("Weights", network.Id),
            ("Design", network.Variant),
            ("Source", network.Source),
            ("Trained on", network.Training),
            ("Licence", network.Licence),
            ("Parameters", network.Parameters is { } parameters ? ReportText.Number(parameters) : null),
            ("Features", network.Features is { } features ? ReportText.Number(features) : null),
            ("Preprocessing", network.Preprocessing),
            ("Precision", network.Precision),
        ]);
        body.EndSection();
        if (body.Content.Options.Count > 0)
        {
            body.BeginSection("options", "Options");
            WriteEntries(body.Html, body.Content.Options.Select(option => (option.Name, (string?)option.Value)));
            body.EndSection();
        }
    }

    private static void WriteEntries(Html html, IEnumerable<(string Name, string? Value)> entries)
    {
        html.Add($"""<dl class="entries">""");
        foreach ((string name, string? value) in entries)
        {
            if (value is not null)
            {
                html.Add($"<dt><bdi>{ReportText.Name(name)}</bdi></dt><dd><bdi>{ReportText.Name(value)}</bdi></dd>");
            }
        }

        html.Add($"</dl>");
    }
}
