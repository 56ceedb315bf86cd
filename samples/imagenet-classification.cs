// Says what is on a photo, in ImageNet's 1,000 classes, by the EfficientNet-Lite0 that comes with the package. Nothing is trained.
#:project ../src/EfficientNet.MLNet/EfficientNet.MLNet.csproj
// ML.NET emits code while it runs; native compilation, the default of a one-file program, rules that out.
#:property PublishAot=false
using EfficientNet.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;

if (args.Length == 0)
{
    Console.Error.WriteLine("""
        Use: dotnet run samples/imagenet-classification.cs PICTURE...

          PICTURE...  one photo or more; the five most probable classes of each are printed
        """);
    return 1;
}

var ml = new MLContext();
IDataView pictures = ml.Data.LoadFromEnumerable(args.Select(picture => new LabeledImage { ImagePath = picture }));

// Skip: a file that is no picture is reported in a column and does not stop the others.
var classifier = ml.Transforms.EfficientNetClassify(new EfficientNetClassifyOptions { BrokenPictures = BrokenPicturePolicy.Skip });
IDataView scored = classifier.Fit(pictures).Transform(pictures);

VBuffer<ReadOnlyMemory<char>> slotNames = default;
scored.Schema["Score"].GetSlotNames(ref slotNames);
string[] labels = [.. slotNames.DenseValues().Select(name => name.ToString())];

foreach (Classification row in ml.Data.CreateEnumerable<Classification>(scored, reuseRowObject: false))
{
    Console.WriteLine(row.BrokenPicture.Length > 0 ? row.BrokenPicture : row.ImagePath);
    if (row.BrokenPicture.Length == 0)
    {
        foreach ((string label, float probability) in labels.Zip(row.Score).OrderByDescending(pair => pair.Second).Take(5))
        {
            Console.WriteLine($"{probability,8:P1}  {label}");
        }
    }
}

return 0;

internal sealed class Classification
{
    public string ImagePath { get; set; } = "";

    public string BrokenPicture { get; set; } = "";

    public float[] Score { get; set; } = [];
}
