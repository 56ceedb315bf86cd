using EfficientNet.Demo.Pictures;
using EfficientNet.Demo.Reports;
using EfficientNet.Demo.Training;
using EfficientNet.MLNet;
using Microsoft.ML;
using Spectre.Console;

namespace EfficientNet.Demo;

/// <summary>The demo from its first line to its last.</summary>
internal sealed class Demonstration(DemoOptions options)
{
    private const int Seed = 1;
    private const int PredictedPictures = 12;

    private readonly MLContext _ml = new(Seed);

    /// <returns>The process's exit code.</returns>
    public int Run()
    {
        OutputPlaces places = OutputPlaces.Below(options.Output);
        string folder = options.Data ?? places.Pictures;
        AnsiConsole.MarkupLine("[bold]Teaching EfficientNet-Lite0 new classes, in an ML.NET pipeline[/]");

        Steps.Headline("1 Pictures");
        IReadOnlyList<LabeledImage> pictures = options.Data is null
            ? PictureFolder.Draw(folder, options.Pictures)
            : PictureFolder.Read(_ml, folder);
        PictureSplit split = PictureSplit.ByClass(pictures, Seed);
        WriteClasses(pictures);

        Steps.Headline("2 Train");
        var classifier = new Classifier(_ml);
        (ITransformer model, DataViewSchema columns) = Steps.Run("Features, then training", split.Training.Count, seen => classifier.Train(split.Training, seen));
        classifier.Save(model, columns, places.Model);

        Steps.Headline("3 Test on pictures that were held out");
        TestResult result = Steps.Run("Predicting", split.HeldOut.Count, seen => classifier.Test(model, split.HeldOut, seen));
        ConfusionTable.Write(result);

        Steps.Headline("4 Load the saved model in a second process and predict");
        bool equal = PredictAgain(places.Model, split.HeldOut, result.Predictions);

        Steps.Headline("5 Where things lie");
        AnsiConsole.WriteLine($"Pictures  {OutputPlaces.Shown(folder)}{Path.DirectorySeparatorChar}CLASS{Path.DirectorySeparatorChar}");
        AnsiConsole.WriteLine($"Model     {OutputPlaces.Shown(places.Model)} ({new FileInfo(places.Model).Length / 1e6:0.0} MB, the network within)");
        AnsiConsole.WriteLine(options.Data is null
            ? "Next      your own pictures: dotnet run build.cs -- demo --data FOLDER"
            : "Next      in your program: ml.Model.Load, then CreatePredictionEngine");
        return equal ? 0 : 1;
    }

    private static void WriteClasses(IReadOnlyList<LabeledImage> pictures)
    {
        var classes = pictures.CountBy(picture => picture.Label).ToList();
        string shown = string.Join(", ", classes.Take(12).Select(pair => $"{pair.Key} {pair.Value}"));
        AnsiConsole.WriteLine($"{pictures.Count} pictures of {classes.Count} classes: {shown}{(classes.Count > 12 ? ", ..." : "")}");
    }

    private static bool PredictAgain(string model, IReadOnlyList<LabeledImage> heldOut, IReadOnlyList<Prediction> first)
    {
        int[] chosen = Choose(heldOut);
        IReadOnlyList<Prediction> second = Steps.Run("Second process", chosen.Length,
            predicted => SecondProcess.Predict(model, [.. chosen.Select(index => heldOut[index].ImagePath)], predicted));
        PredictionTable.Write(chosen.Zip(second, (index, prediction) => (heldOut[index], prediction)));

        int equal = chosen.Zip(second).Count(pair => HasSameBits(first[pair.First].Score, pair.Second.Score));
        AnsiConsole.MarkupLine(equal == chosen.Length
            ? $"Scores of the two processes: [green]bit-equal[/] for all {equal} pictures"
            : $"Scores of the two processes: [red]bit-equal for {equal} of {chosen.Length} pictures only[/]");
        return equal == chosen.Length;
    }

    /// <summary>Some of the held-out pictures, of each class in turn.</summary>
    private static int[] Choose(IReadOnlyList<LabeledImage> heldOut)
        => [.. Enumerable.Range(0, heldOut.Count)
            .GroupBy(index => heldOut[index].Label)
            .SelectMany(group => group.Select((index, turn) => (index, turn)))
            .OrderBy(pair => pair.turn)
            .Take(PredictedPictures)
            .Select(pair => pair.index)
            .Order()];

    private static bool HasSameBits(float[] one, float[] other)
        => one.Select(BitConverter.SingleToInt32Bits).SequenceEqual(other.Select(BitConverter.SingleToInt32Bits));
}
