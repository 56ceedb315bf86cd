using EfficientNet.Demo.Training;
using Spectre.Console;

namespace EfficientNet.Demo.Reports;

/// <summary>Which class was taken for which.</summary>
internal static class ConfusionTable
{
    // More columns than these do not fit into 80 characters.
    private const int MostClasses = 8;

    public static void Write(TestResult result)
    {
        IReadOnlyList<IReadOnlyList<double>> counts = result.Metrics.ConfusionMatrix.Counts;
        IReadOnlyList<string> names = result.ClassNames;
        if (names.Count <= MostClasses)
        {
            WriteMatrix(counts, names);
        }
        else
        {
            WriteMistakes(counts, names);
        }

        double right = Enumerable.Range(0, names.Count).Sum(index => counts[index][index]);
        double all = counts.Sum(row => row.Sum());
        AnsiConsole.MarkupLine($"Accuracy on held-out pictures: [bold]{right / all:P1}[/] ({right:0} of {all:0} right; guessing gives {1.0 / names.Count:P0})");
    }

    private static void WriteMatrix(IReadOnlyList<IReadOnlyList<double>> counts, IReadOnlyList<string> names)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle("Confusion matrix (row: truth, column: predicted)") };
        table.AddColumn("");
        foreach (string name in names)
        {
            table.AddColumn(new TableColumn(Markup.Escape(name)).RightAligned());
        }

        table.AddColumn(new TableColumn("found").RightAligned());
        for (int truth = 0; truth < names.Count; truth++)
        {
            IEnumerable<string> cells = counts[truth].Select((count, predicted) => Cell(count, truth == predicted));
            double all = counts[truth].Sum();
            table.AddRow([Markup.Escape(names[truth]), .. cells, all == 0 ? "-" : $"{counts[truth][truth] / all:P0}"]);
        }

        AnsiConsole.Write(table);
    }

    private static void WriteMistakes(IReadOnlyList<IReadOnlyList<double>> counts, IReadOnlyList<string> names)
    {
        var mistakes =
            from truth in Enumerable.Range(0, names.Count)
            from predicted in Enumerable.Range(0, names.Count)
            where truth != predicted && counts[truth][predicted] > 0
            orderby counts[truth][predicted] descending
            select (truth, predicted);
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle($"The most frequent mistakes among {names.Count} classes") };
        table.AddColumns("truth", "taken for", "pictures");
        foreach ((int truth, int predicted) in mistakes.Take(10))
        {
            table.AddRow(Markup.Escape(names[truth]), Markup.Escape(names[predicted]), $"{counts[truth][predicted]:0}");
        }

        AnsiConsole.Write(table);
    }

    private static string Cell(double count, bool right) => (count, right) switch
    {
        (0, _) => "[grey]0[/]",
        (_, true) => $"[green]{count:0}[/]",
        _ => $"[red]{count:0}[/]",
    };
}
