using System.Text.Json;
using Microsoft.ML;

namespace EfficientNet.Demo.Training;

/// <summary>
/// The second process: what an application does that only predicts. Nothing but Microsoft.ML is called here; the model file brings
/// the rest.
/// </summary>
internal static class LoadedModel
{
    /// <summary>The command that starts it: <c>Demo predict MODEL PICTURE...</c>.</summary>
    public const string Command = "predict";

    /// <summary>Prints the prediction of each picture as one line of JSON, which keeps every bit of the scores.</summary>
    public static int Predict(string modelFile, IEnumerable<string> pictures)
    {
        var ml = new MLContext();
        ITransformer model = ml.Model.Load(modelFile, out _);
        using var engine = ml.Model.CreatePredictionEngine<Picture, Prediction>(model);
        foreach (string picture in pictures)
        {
            Console.WriteLine(JsonSerializer.Serialize(engine.Predict(new Picture { ImagePath = picture })));
        }

        return 0;
    }

    /// <summary>The model's input columns. The label is there because training needed it; predicting ignores it.</summary>
    private sealed class Picture
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
