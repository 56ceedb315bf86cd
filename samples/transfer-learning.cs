// Teaches EfficientNet-Lite0 the classes of your own pictures, tests what it has learnt on a quarter of them, and saves the model.
#:project ../src/EfficientNet.MLNet/EfficientNet.MLNet.csproj
// ML.NET emits code while it runs; native compilation, the default of a one-file program, rules that out.
#:property PublishAot=false
using EfficientNet.MLNet;
using Microsoft.ML;

if (args is not [var folder, ..])
{
    Console.Error.WriteLine("""
        Use: dotnet run samples/transfer-learning.cs FOLDER [PICTURE]

          FOLDER   your pictures, one folder of them a class: flowers/rose/1.jpg, flowers/tulip/1.jpg, ...
          PICTURE  a picture to predict the class of
        """);
    return 1;
}

var ml = new MLContext(seed: 1);
IDataView pictures = ml.Data.LoadFromEnumerable(ImageFolder.Read(folder));
DataOperationsCatalog.TrainTestData parts = ml.Data.TrainTestSplit(pictures, testFraction: 0.25, seed: 1);

// The network is not trained: its features are so good that a linear classifier on top of them is enough.
var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
    .Append(ml.Transforms.EfficientNetFeaturize("Features", "ImagePath"))
    .AppendCacheCheckpoint(ml)
    .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
    .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
ITransformer model = pipeline.Fit(parts.TrainSet);

var metrics = ml.MulticlassClassification.Evaluate(model.Transform(parts.TestSet));
Console.WriteLine($"Accuracy on held-out pictures: {metrics.MicroAccuracy:P1}");

string file = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))) + ".zip";
ml.Model.Save(model, pictures.Schema, file);
Console.WriteLine($"Model saved to {file}");

if (args is [_, var picture, ..])
{
    // An application needs these three lines only, and no training.
    ITransformer loaded = ml.Model.Load(file, out _);
    using var engine = ml.Model.CreatePredictionEngine<LabeledImage, Prediction>(loaded);
    Prediction prediction = engine.Predict(new LabeledImage { ImagePath = picture });
    Console.WriteLine($"{picture}: {prediction.PredictedLabel} ({prediction.Score.Max():P1})");
}

return 0;

internal sealed class Prediction
{
    public string PredictedLabel { get; set; } = "";

    public float[] Score { get; set; } = [];
}
