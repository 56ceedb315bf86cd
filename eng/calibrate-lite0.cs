#:project ../src/EfficientNet.MLNet/EfficientNet.MLNet.csproj
#:project ../src/EfficientNet.Weights.Lite0/EfficientNet.Weights.Lite0.csproj

// Makes the calibration for int8 that EfficientNet.Weights.Lite0 carries, from a folder of photographs:
//
//     dotnet run eng/calibrate-lite0.cs -- FOLDER [photographs to compare single precision and int8 on]
//
// The bundled one was made from ../shared/data/hymenoptera/train.

using EfficientNet.Architecture;
using EfficientNet.Imaging;
using EfficientNet.Quantization;
using EfficientNet.Weights;
using EfficientNet.Weights.Lite0;
using Microsoft.ML.Data;

const string Calibrated = "src/EfficientNet.Weights.Lite0/tf_efficientnet_lite0.calibration.json";
string[] kinds = [".jpg", ".jpeg", ".png"];

if (args.Length is not (1 or 2) || !Directory.Exists("src/EfficientNet.Weights.Lite0"))
{
    Console.Error.WriteLine("usage, in the repository's root: dotnet run eng/calibrate-lite0.cs -- FOLDER [FOLDER TO COMPARE ON]");
    return 1;
}

var known = PretrainedConfiguration.All.Single(configuration => configuration.Id == Lite0Weights.Id);
var preprocessing = known.Preprocessing;
var variant = EfficientNetVariant.Parse(known.Variant);
using var weights = SafetensorsFile.FromStream(Lite0Weights.Open(), Lite0Weights.FileName);
var pictures = Prepared(args[0], new QuantizationOptions().MaximumPictures);
var calibration = Quantizer.Calibrate(variant, weights, preprocessing, pictures);
using (var file = File.Create(Calibrated))
{
    calibration.Save(file);
}

Console.WriteLine($"{calibration.Pictures} pictures, {new FileInfo(Calibrated).Length:N0} bytes in {Calibrated}");
if (args.Length == 2)
{
    Console.WriteLine();
    Console.WriteLine(Quantizer.Explain(variant, weights, calibration, Prepared(args[1], 40)));
}

return 0;

// Spread evenly over the folder's files in the order of their names.
IEnumerable<ReadOnlyMemory<float>> Prepared(string folder, int count)
{
    var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => kinds.Contains(Path.GetExtension(file).ToLowerInvariant()))
        .Order(StringComparer.Ordinal)
        .ToList();
    count = Math.Min(count, files.Count);
    for (var i = 0; i < count; i++)
    {
        using var picture = MLImage.CreateFromFile(files[(int)((long)i * files.Count / count)]);
        var order = picture.PixelFormat == MLPixelFormat.Bgra32 ? PixelOrder.Bgra : PixelOrder.Rgba;
        var pixels = new float[3 * preprocessing.Height * preprocessing.Width];
        preprocessing.Apply(picture.Pixels, picture.Height, picture.Width, order, pixels);
        yield return pixels;
    }
}
