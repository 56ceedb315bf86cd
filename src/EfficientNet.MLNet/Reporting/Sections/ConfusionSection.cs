namespace EfficientNet.MLNet.Reporting.Sections;

/// <summary>Which classes are taken for which.</summary>
internal static class ConfusionSection
{
    private const int MostClasses = 25;
    private const int ClassesOfExcerpt = 15;
    private const int MostPairs = 30;

    public static void Write(ReportBody body)
    {
        if (body.Content.Confusion is not { } confusion)
        {
            return;
        }

        int classes = body.Content.Classes.Count;
        body.BeginSection("confusion", "Confusion matrix");
        bool isWhole = classes <= MostClasses;
        int[] shown = isWhole ? [.. Enumerable.Range(0, classes)] : MostConfused(confusion, classes);
        body.Html.Add($"<p>A row is a true class, a column what was predicted. {(isWhole
            ? "Right predictions lie on the diagonal."
            : $"Shown are the {ReportText.Number(shown.Length)} classes with the most mistakes; all others stand together in the last row and column.")}</p>");
        WriteMatrix(body, shown, Collapse(confusion, classes, shown, withRest: !isWhole));
        WritePairs(body, confusion, classes);
        body.EndSection();
    }

    private static int[] MostConfused(int[,] confusion, int classes)
    {
        int[] mistakes = new int[classes];
        foreach ((int actual, int predicted, int count) in Mistakes(confusion, classes))
        {
            mistakes[actual] += count;
            mistakes[predicted] += count;
        }

        return [.. Enumerable.Range(0, classes).OrderByDescending(index => mistakes[index]).Take(ClassesOfExcerpt).Order()];
    }

    private static int[,] Collapse(int[,] confusion, int classes, int[] shown, bool withRest)
    {
        int size = shown.Length + (withRest ? 1 : 0);
        int[] places = new int[classes];
        Array.Fill(places, shown.Length);
        for (int i = 0; i < shown.Length; i++)
        {
            places[shown[i]] = i;
        }

        int[,] result = new int[size, size];
        for (int actual = 0; actual < classes; actual++)
        {
            for (int predicted = 0; predicted < classes; predicted++)
            {
                if (confusion[actual, predicted] != 0)
                {
                    result[places[actual], places[predicted]] += confusion[actual, predicted];
                }
            }
        }

        return result;
    }

    private static void WriteMatrix(ReportBody body, int[] shown, int[,] counts)
    {
        Html html = body.Html;
        int size = counts.GetLength(0);
        string[] names = [.. Enumerable.Range(0, size).Select(i => i < shown.Length ? body.ClassName(shown[i]) : $"{ReportText.Number(body.Content.Classes.Count - shown.Length)} others")];
        bool isUpright = size > 6 || names.Any(name => name.Length > 14);
        body.BeginTable("Pictures by true class (rows) and predicted class (columns); the stronger the colour, the larger the share of the row", "matrix");
        html.Add($"""<thead><tr><td class="corner">true \ predicted</td>""");
        foreach (string name in names)
        {
            html.Add($"""<th scope="col" title="{name}"><bdi class="{(isUpright ? "upright" : "long")}">{name}</bdi></th>""");
        }

        html.Add($"</tr></thead><tbody>");
        for (int actual = 0; actual < size; actual++)
        {
            html.Add($"""<tr><th scope="row" title="{names[actual]}"><bdi class="long">{names[actual]}</bdi></th>""");
            int total = Enumerable.Range(0, size).Sum(predicted => counts[actual, predicted]);
            for (int predicted = 0; predicted < size; predicted++)
            {
                html.Add($"""<td class="{Style(actual, predicted, counts[actual, predicted], total, rest: shown.Length)}">{counts[actual, predicted]}</td>""");
            }

            html.Add($"</tr>");
        }

        html.Add($"</tbody>");
        body.EndTable();
    }

    private static string Style(int actual, int predicted, int count, int total, int rest)
    {
        if (count == 0)
        {
            return "zero";
        }

        // Among the others, right and wrong stand together.
        if (actual == rest && predicted == rest)
        {
            return "";
        }

        int level = ((double)count / total) switch { < 0.1 => 1, < 0.3 => 2, < 0.6 => 3, _ => 4 };
        return (actual == predicted, level) switch
        {
            (true, 1) => "right-1",
            (true, 2) => "right-2",
            (true, 3) => "right-3",
            (true, _) => "right-4",
            (false, 1) => "wrong-1",
            (false, 2) => "wrong-2",
            (false, 3) => "wrong-3",
            _ => "wrong-4",
        };
    }

    private static void WritePairs(ReportBody body, int[,] confusion, int classes)
    {
        var pairs = Mistakes(confusion, classes).OrderByDescending(each => each.Count).ToList();
        Html html = body.Html;
        if (pairs.Count == 0)
        {
            html.Add($"<p>No picture was taken for another class than its own.</p>");
            return;
        }

        html.Add($"<h3>Most confused</h3>");
        body.BeginTable(pairs.Count > MostPairs
            ? $"The {MostPairs} most frequent of {ReportText.Number(pairs.Count)} confusions"
            : "All confusions, the most frequent first");
        html.Add($"""<thead><tr><th scope="col" class="name">True class</th><th scope="col" class="name">Taken for</th><th scope="col" class="number">Pictures</th><th scope="col" class="number">Share of the class</th></tr></thead><tbody>""");
        foreach ((int actual, int predicted, int count) in pairs.Take(MostPairs))
        {
            int total = Enumerable.Range(0, classes).Sum(index => confusion[actual, index]);
            html.Add($"""<tr><td class="name"><bdi class="long">{body.ClassName(actual)}</bdi></td><td class="name"><bdi class="long">{body.ClassName(predicted)}</bdi></td><td class="number">{count}</td><td class="number">{ReportText.Percent((double)count / total)}</td></tr>""");
        }

        html.Add($"</tbody>");
        body.EndTable();
    }

    private static IEnumerable<(int Actual, int Predicted, int Count)> Mistakes(int[,] confusion, int classes)
    {
        for (int actual = 0; actual < classes; actual++)
        {
            for (int predicted = 0; predicted < classes; predicted++)
            {
                if (actual != predicted && confusion[actual, predicted] > 0)
                {
                    yield return (actual, predicted, confusion[actual, predicted]);
                }
            }
        }
    }
}
