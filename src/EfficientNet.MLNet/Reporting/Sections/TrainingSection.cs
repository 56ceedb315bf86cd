namespace EfficientNet.MLNet.Reporting.Sections;

/// <summary>How the head's training went, and which L2 was chosen.</summary>
internal static class TrainingSection
{
    public static void Write(ReportBody body)
    {
        ReportContent content = body.Content;
        if (content.Curve.Count == 0 && content.Penalties.Count == 0)
        {
            return;
        }

        body.BeginSection("training", "Training");
        body.BeginCharts();
        AddCurves(body);
        AddPenalties(body);
        body.EndCharts();
        WriteCurve(body);
        WritePenalties(body);
        body.EndSection();
    }

    private static void AddCurves(ReportBody body)
    {
        IReadOnlyList<ReportCurvePoint> curve = body.Content.Curve;
        ReportSeries[] losses =
        [
            ReportSeries.OfPoints("Training", "accent", curve.Select(point => ((double)point.Iteration, point.TrainingLoss))),
            ReportSeries.OfPoints("Validation", "second", curve.Select(point => ((double)point.Iteration, point.ValidationLoss))),
        ];
        ReportSeries accuracy = ReportSeries.OfPoints("Validation", "second", curve.Select(point => ((double)point.Iteration, point.ValidationAccuracy)));
        if (losses.Any(HasPoints))
        {
            body.AddChart("Loss by iteration", "The loss on the pictures trained on and on those held back, by iteration; the figures are in the table below", Chart("chart-loss", "Loss", losses));
        }

        if (HasPoints(accuracy))
        {
            body.AddChart("Accuracy by iteration", "The accuracy on the pictures held back, by iteration; the figures are in the table below",
                Chart("chart-accuracy", "Accuracy", [accuracy]) with { Y = new ReportAxis("Accuracy", IsShare: true) });
        }
    }

    private static ReportChart Chart(string id, string title, IReadOnlyList<ReportSeries> series) => new()
    {
        Id = id,
        Kind = "line",
        X = new ReportAxis("Iteration", IsCount: true),
        Y = new ReportAxis(title),
        Series = [.. series.Where(HasPoints)],
    };

    private static bool HasPoints(ReportSeries series) => series.Points is ReportPoint[] { Length: > 0 };

    private static void AddPenalties(ReportBody body)
    {
        // A logarithmic axis has no place for 0; the table has it.
        ReportPenalty[] shown = [.. body.Content.Penalties.Where(each => each.L2 > 0 && double.IsFinite(each.Loss))];
        if (shown.Length == 0)
        {
            return;
        }

        var series = new List<ReportSeries> { ReportSeries.OfPoints("Tried", "accent", shown.Select(each => (each.L2, (double?)each.Loss))) };
        if (shown.Any(each => each.IsChosen))
        {
            series.Insert(0, ReportSeries.OfPoints("Chosen", "second", shown.Where(each => each.IsChosen).Select(each => (each.L2, (double?)each.Loss)), isAlone: true));
        }

        body.AddChart("Log-loss by L2", "The log-loss of pictures held back, by the strength of L2; the figures are in the table below", new ReportChart
        {
            Id = "chart-l2",
            Kind = "line",
            X = new ReportAxis("L2", "logarithmic"),
            Y = new ReportAxis("Log-loss of pictures held back"),
            Series = series,
        });
    }

    private static void WriteCurve(ReportBody body)
    {
        if (body.Content.Curve.Count == 0)
        {
            return;
        }

        body.BeginFigures("Loss and accuracy by iteration as a table");
        body.BeginTable("Loss and accuracy by iteration");
        body.Html.Add($"""<thead><tr><th scope="col" class="number">Iteration</th><th scope="col" class="number">Training loss</th><th scope="col" class="number">Validation loss</th><th scope="col" class="number">Validation accuracy</th></tr></thead><tbody>""");
        foreach (ReportCurvePoint point in body.Content.Curve)
        {
            body.Html.Add($"""<tr><td class="number">{point.Iteration}</td><td class="number">{ReportText.Number(point.TrainingLoss)}</td><td class="number">{ReportText.Number(point.ValidationLoss)}</td><td class="number">{ReportText.Percent(point.ValidationAccuracy)}</td></tr>""");
        }

        body.Html.Add($"</tbody>");
        body.EndTable();
        body.EndFigures();
    }

    private static void WritePenalties(ReportBody body)
    {
        if (body.Content.Penalties.Count == 0)
        {
            return;
        }

        body.BeginFigures("Log-loss by L2 as a table");
        body.BeginTable("Log-loss of pictures held back, by L2");
        body.Html.Add($"""<thead><tr><th scope="col" class="number">L2</th><th scope="col" class="number">Log-loss</th><th scope="col">Chosen</th></tr></thead><tbody>""");
        foreach (ReportPenalty each in body.Content.Penalties)
        {
            body.Html.Add($"""<tr><td class="number">{ReportText.Number(each.L2)}</td><td class="number">{ReportText.Number(each.Loss)}</td><td>{(each.IsChosen ? "chosen" : "")}</td></tr>""");
        }

        body.Html.Add($"</tbody>");
        body.EndTable();
        body.EndFigures();
    }
}
