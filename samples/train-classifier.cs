// Trains a classifier of your own pictures, measures it on pictures not trained on, and saves it; on demand with a report and as ONNX.
#:project ../src/EfficientNet.MLNet/EfficientNet.MLNet.csproj
// ML.NET emits code while it runs; native compilation, the default of a one-file program, rules that out.
#:property PublishAot=false
using EfficientNet.MLNet;
using EfficientNet.Training;
using Microsoft.ML;
using Microsoft.ML.Runtime;

string[] known = ["--validation", "--report", "--onnx", "--int8", "--cache", "--clear-cache"];
string? Option(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
string? folder = args.FirstOrDefault() is { } first && !first.StartsWith("--", StringComparison.Ordinal) ? first : null;
if ((folder ?? Array.Find(args, "--clear-cache".Equals)) is null || args.Any(name => name.StartsWith("--", StringComparison.Ordinal) && !known.Contains(name)))
{
    Console.Error.WriteLine("""
        Use: dotnet run samples/train-classifier.cs FOLDER [OPTION...]

          FOLDER               your pictures, one folder of them a class: flowers/rose/1.jpg, flowers/tulip/1.jpg, ...
          --validation FOLDER  pictures to measure the model on; without it, those of FOLDER by cross-validation
          --report FILE        what there is to know of the training, as one HTML file
          --onnx FILE          preprocessing, network and head as one ONNX file for other programs; with --int8 in int8
          --cache FOLDER       where features are kept; by default a folder of the user's
          --clear-cache        empties it first; FOLDER may be left out
        """);
    return 1;
}

var cache = new FeatureCacheOptions { Folder = Option("--cache") };
if (args.Contains("--clear-cache"))
{
    var kept = new FeatureCache(cache);
    Console.WriteLine($"Deleting {kept.EntryCount} entries, {kept.SizeInBytes / 1e6:0.0} MB, in {kept.Folder}");
    kept.Clear();
}

if (folder is null) return 0;

var ml = new MLContext(seed: 1);
ml.Log += (_, message) => Console.Write(message.Source.EndsWith("ClassificationTrainer") && message.Kind > ChannelMessageKind.Trace ? message.RawMessage + "\n" : "");
IDataView pictures = ml.Data.LoadFromEnumerable(ImageFolder.Read(folder));
IDataView labelled = ml.Transforms.Conversion.MapValueToKey("Label").Fit(pictures).Transform(pictures);
var trainer = ml.MulticlassClassification.Trainers.EfficientNetClassification(new EfficientNetClassificationOptions
{
    ValidationSet = Option("--validation") is { } held ? ml.Data.LoadFromEnumerable(ImageFolder.Read(held)) : null,
    BrokenPictures = BrokenPicturePolicy.Skip,
    Cache = cache,
    Log = ml,
});
using EfficientNetClassificationModel model = trainer.Fit(labelled);
Console.WriteLine($"Accuracy on pictures not trained on: {model.Summary.Validation?.Accuracy:P1}");

string file = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))) + ".zip";
EfficientNetModel.Save(ml, model, labelled.Schema, file);
if (Option("--report") is { } report) model.SaveReport(report);
if (Option("--onnx") is { } onnx) model.SaveOnnx(onnx, args.Contains("--int8") ? Precision.Int8 : Precision.Single);
Console.WriteLine($"Model saved to {file}");
return 0;
