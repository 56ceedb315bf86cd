namespace EfficientNet.MLNet.Reporting;

/// <summary>A report while it is made: its content, the HTML so far, and the charts that were announced in it.</summary>
internal sealed class ReportBody(ReportContent content, bool hasCharts)
{
    private readonly List<ReportChart> _charts = [];
    private readonly List<(string Id, string Title)> _sections = [];
    private int _tables;

    public ReportContent Content { get; } = content;

    /// <summary>Whether charts can be drawn; tables must say all without them, and are open where they are missing.</summary>
    public bool HasCharts { get; } = hasCharts;

    public Html Html { get; } = new();

    public IReadOnlyList<ReportChart> Charts => _charts;

    public IReadOnlyList<(string Id, string Title)> Sections => _sections;

    /// <summary>Begins a section; <see cref="EndSection"/> ends it.</summary>
    public void BeginSection(string id, string title)
    {
        _sections.Add((id, title));
        Html.Add($"""<section id="{id}" aria-labelledby="{id}-title"><h2 id="{id}-title">{title}</h2>""");
    }

    public void EndSection() => Html.Add($"</section>");

    /// <summary>Announces a chart, if charts can be drawn.</summary>
    /// <param name="title">What stands above it.</param>
    /// <param name="description">What it shows, for those who cannot see it.</param>
    /// <param name="chart">The chart.</param>
    public void AddChart(string title, string description, ReportChart chart)
    {
        if (!HasCharts)
        {
            return;
        }

        _charts.Add(chart);
        string size = !chart.IsHorizontal ? "" : chart.Labels!.Count switch { <= 5 => " grow-1", <= 14 => " grow-2", _ => " grow-3" };
        Html.Add($"""<figure><figcaption>{title}</figcaption><div class="chart{size}"><canvas id="{chart.Id}" role="img" aria-label="{description}"></canvas></div></figure>""");
    }

    public void BeginCharts()
    {
        if (HasCharts)
        {
            Html.Add($"""<div class="charts">""");
        }
    }

    public void EndCharts()
    {
        if (HasCharts)
        {
            Html.Add($"</div>");
        }
    }

    /// <summary>Begins the figures behind a chart, folded up where the chart is there; <see cref="EndFigures"/> ends them.</summary>
    public void BeginFigures(string title)
    {
        if (HasCharts)
        {
            Html.Add($"<details><summary>{title}</summary>");
        }
    }

    public void EndFigures()
    {
        if (HasCharts)
        {
            Html.Add($"</details>");
        }
    }

    /// <summary>Begins a table that scrolls in itself; <see cref="EndTable"/> ends it.</summary>
    public void BeginTable(string caption, string style = "")
    {
        _tables++;
        Html.Add($"""<p class="caption" id="table-{_tables}">{caption}</p><div class="scroll {style}" tabindex="0" role="region" aria-labelledby="table-{_tables}"><table aria-labelledby="table-{_tables}">""");
    }

    public void EndTable() => Html.Add($"</table></div>");

    /// <summary>The name of a class, as it is to be seen.</summary>
    public string ClassName(int index) => ReportText.Name(Content.Classes[index].Name);
}
