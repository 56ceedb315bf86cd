using EfficientNet.MLNet;
using Spectre.Console;

namespace EfficientNet.Demo.Reports;

/// <summary>The pictures that were left out, and why.</summary>
internal static class BrokenPictureTable
{
    private const int MostRows = 10;

    public static void Write(string folder, IReadOnlyList<(LabeledImage Picture, string Problem)> broken, int pictureCount)
    {
        if (broken.Count == 0)
        {
            return;
        }

        var table = new Table
        {
            Border = TableBorder.Rounded,
            Title = new TableTitle($"{broken.Count} of {pictureCount} pictures cannot be read and are left out"),
        };
        table.AddColumns("picture", "why");
        foreach ((LabeledImage picture, string problem) in broken.Take(MostRows))
        {
            // The problem begins with the picture's path, which stands in the first column.
            string why = problem.StartsWith(picture.ImagePath, StringComparison.Ordinal) ? problem[picture.ImagePath.Length..].TrimStart(':', ' ') : problem;
            table.AddRow(Markup.Escape(Path.GetRelativePath(folder, picture.ImagePath)), Markup.Escape(why));
        }

        if (broken.Count > MostRows)
        {
            table.AddRow($"and {broken.Count - MostRows} more", "");
        }

        AnsiConsole.Write(table);
    }
}
