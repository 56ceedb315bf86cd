using System.Globalization;
using EfficientNet.Benchmarks.Measuring;
using Spectre.Console;

namespace EfficientNet.Benchmarks.Reporting;

/// <summary>Prints the results.</summary>
internal static class ReportTable
{
    private const int WidthWithoutTerminal = 150;

    public static void Print(IReadOnlyList<Section> sections)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = WidthWithoutTerminal;
        }

        var table = new Table { Border = TableBorder.Simple, ShowRowSeparators = false };
        table.AddColumn(new TableColumn("what"));
        table.AddColumn(new TableColumn("median").RightAligned());
        table.AddColumn(new TableColumn("against").RightAligned());
        table.AddColumn(new TableColumn("ratio").RightAligned());
        table.AddColumn(new TableColumn("least .. most").RightAligned());
        table.AddColumn(new TableColumn("limit"));
        foreach (Section section in sections.Where(section => section.Lines.Count > 0))
        {
            table.AddRow(new Markup($"[bold]{Markup.Escape(section.Title)}[/]"));
            foreach (Line line in section.Lines)
            {
                table.AddRow(
                    new Text("  " + line.What),
                    new Text(line.Figure),
                    new Text(line.Baseline),
                    new Text(Number(line.Ratio.Median) + line.Unit),
                    new Text($"{Number(line.Ratio.Least)} .. {Number(line.Ratio.Most)}"),
                    new Text(line.Verdict));
            }
        }

        AnsiConsole.Write(table);
        foreach (string note in sections.SelectMany(section => section.Notes))
        {
            Console.WriteLine(note);
        }
    }

    private static string Number(double value) => value.ToString(Math.Abs(value) < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture);
}
