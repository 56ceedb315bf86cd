namespace EfficientNet.MLNet.Reporting.Sections;

/// <summary>The classes, how many pictures they have, and some of these.</summary>
internal static class DataSetSection
{
    private const int MostBars = 40;

    public static void Write(ReportBody body)
    {
        IReadOnlyList<ReportClass> classes = body.Content.Classes;
        bool hasValidation = body.Content.Summary.ValidationPictures > 0;
        bool hasThumbnails = classes.Any(each => each.Thumbnails.Count > 0);
        Html html = body.Html;
        body.BeginSection("data", "Data set");
        html.Add($"<p>{ReportText.Count(body.Content.Summary.TrainingPictures + body.Content.Summary.ValidationPictures, "picture")} of {ReportText.Count(classes.Count, "class", "classes")}.</p>");
        body.BeginCharts();
        body.AddChart("Pictures by class", "How many pictures each class has; the table below has the numbers", classes.Count <= MostBars ? Bars(body, hasValidation) : Profile(classes));
        body.EndCharts();

        body.BeginTable("All classes", "classes");
        html.Add($"""<thead><tr><th scope="col" class="name">Class</th><th scope="col" class="number">Training</th>""");
        if (hasValidation)
        {
            html.Add($"""<th scope="col" class="number">Validation</th>""");
        }

        if (hasThumbnails)
        {
            html.Add($"""<th scope="col" class="pictures">Some of them</th>""");
        }

        html.Add($"</tr></thead><tbody>");
        for (int i = 0; i < classes.Count; i++)
        {
            html.Add($"""<tr><th scope="row" class="name"><bdi class="long">{body.ClassName(i)}</bdi></th><td class="number">{classes[i].TrainingPictures}</td>""");
            if (hasValidation)
            {
                html.Add($"""<td class="number">{classes[i].ValidationPictures}</td>""");
            }

            if (hasThumbnails)
            {
                html.Add($"""<td class="pictures"><div class="thumbnails">""");
                foreach (ReportPicture picture in classes[i].Thumbnails.Take(ReportLimits.ThumbnailsPerClass(classes.Count)))
                {
                    html.Add($"""<img src="{picture}" alt="{ReportText.File(picture.Name)}" title="{ReportText.Name(picture.Name)}">""");
                }

                html.Add($"</div></td>");
            }

            html.Add($"</tr>");
        }

        html.Add($"</tbody>");
        body.EndTable();
        body.EndSection();
    }

    private static ReportChart Bars(ReportBody body, bool hasValidation)
    {
        IReadOnlyList<ReportClass> classes = body.Content.Classes;
        var series = new List<ReportSeries> { new("Training", "accent", classes.Select(each => each.TrainingPictures).ToArray()) };
        if (hasValidation)
        {
            series.Add(new ReportSeries("Validation", "second", classes.Select(each => each.ValidationPictures).ToArray()));
        }

        return new ReportChart
        {
            Id = "chart-pictures",
            Kind = "bar",
            IsHorizontal = true,
            IsStacked = true,
            Labels = [.. Enumerable.Range(0, classes.Count).Select(body.ClassName)],
            X = new ReportAxis("Pictures", Minimum: 0, IsCount: true),
            Y = new ReportAxis("", "category"),
            Series = series,
        };
    }

    private static ReportChart Profile(IReadOnlyList<ReportClass> classes)
        => new()
        {
            Id = "chart-pictures",
            Kind = "line",
            X = new ReportAxis("Classes, the largest first", Minimum: 1, Maximum: classes.Count, IsCount: true),
            Y = new ReportAxis("Pictures", Minimum: 0, IsCount: true),
            Series =
            [
                ReportSeries.OfPoints("Pictures", "accent", classes.Select(each => each.TrainingPictures + each.ValidationPictures).OrderDescending()
                    .Select((count, index) => ((double)(index + 1), (double?)count))),
            ],
        };
}
