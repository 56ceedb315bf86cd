using EfficientNet.Demo.Training;
using EfficientNet.MLNet;
using Spectre.Console;

namespace EfficientNet.Demo.Reports;

/// <summary>Pictures beside what the model says of them.</summary>
internal static class PredictionTable
{
    public static void Write(IEnumerable<(LabeledImage Picture, Prediction Prediction)> rows)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("picture", "truth", "predicted");
        table.AddColumn(new TableColumn("probability").RightAligned());
        foreach ((LabeledImage picture, Prediction prediction) in rows)
        {
            string colour = prediction.PredictedLabel == picture.Label ? "green" : "red";
            table.AddRow(
                Markup.Escape(Path.GetFileName(picture.ImagePath)),
                Markup.Escape(picture.Label),
                $"[{colour}]{Markup.Escape(prediction.PredictedLabel)}[/]",
                $"{prediction.Score.Max():P1}");
        }

        AnsiConsole.Write(table);
    }
}
