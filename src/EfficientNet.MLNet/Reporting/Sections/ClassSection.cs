namespace EfficientNet.MLNet.Reporting.Sections;

/// <summary>How well each class is recognized.</summary>
internal static class ClassSection
{
    private const int MostBars = 30;

    public static void Write(ReportBody body)
    {
        IReadOnlyList<ReportClass> classes = body.Content.Classes;
        if (classes.All(each => each.Support == 0))
        {
            return;
        }

        Html html = body.Html;
        body.BeginSection("classes", "Classes");
        html.Add($"<p>Precision: how many of the pictures predicted as a class are of it. Recall: how many of a class's pictures were found. F1: the harmonic mean of the two.</p>");
        int[] shown =
        [
            .. Enumerable.Range(0, classes.Count).Where(index => classes[index].F1 is { } f1 && double.IsFinite(f1))
                .OrderBy(index => classes.Count > MostBars ? classes[index].F1 : 0).Take(MostBars),
        ];
        if (shown.Length > 0)
        {
            body.BeginCharts();
            body.AddChart(classes.Count > MostBars ? $"F1 of the {MostBars} classes that are recognized worst" : "F1 by class", "F1 by class; the table below has precision, recall and F1 of all classes", new ReportChart
            {
                Id = "chart-classes",
                Kind = "bar",
                IsHorizontal = true,
                Labels = [.. shown.Select(body.ClassName)],
                X = new ReportAxis("F1", Minimum: 0, Maximum: 1, IsShare: true),
                Y = new ReportAxis("", "category"),
                Series = [new ReportSeries("F1", "accent", shown.Select(index => classes[index].F1!.Value).ToArray())],
            });
            body.EndCharts();
        }

        body.BeginTable("Precision, recall and F1 by class");
        html.Add($"""<thead><tr><th scope="col" class="name">Class</th><th scope="col" class="number">Precision</th><th scope="col" class="number">Recall</th><th scope="col" class="number">F1</th><th scope="col" class="number">Pictures</th></tr></thead><tbody>""");
        for (int i = 0; i < classes.Count; i++)
        {
            html.Add($"""<tr><th scope="row" class="name"><bdi class="long">{body.ClassName(i)}</bdi></th><td class="number">{ReportText.Percent(classes[i].Precision)}</td><td class="number">{ReportText.Percent(classes[i].Recall)}</td><td class="number">{ReportText.Percent(classes[i].F1)}</td><td class="number">{classes[i].Support}</td></tr>""");
        }

        html.Add($"""</tbody><tfoot><tr><th scope="row" class="name">Mean of the classes</th><td class="number">{Mean(each => each.Precision)}</td><td class="number">{Mean(each => each.Recall)}</td><td class="number">{Mean(each => each.F1)}</td><td class="number"></td></tr></tfoot>""");
        body.EndTable();
        body.EndSection();

        string Mean(Func<ReportClass, double?> figure) => ReportText.Percent(classes.Select(figure).Average());
    }
}
