// Finds the pictures most like a given one: pictures that show similar things have features that point in similar directions.
#:project ../src/EfficientNet.MLNet/EfficientNet.MLNet.csproj
#:package System.Numerics.Tensors
// ML.NET emits code while it runs; native compilation, the default of a one-file program, rules that out.
#:property PublishAot=false
using System.Numerics.Tensors;
using EfficientNet.MLNet;
using Microsoft.ML;

if (args is not [var folder, var wanted])
{
    Console.Error.WriteLine("""
        Use: dotnet run samples/similarity-search.cs FOLDER PICTURE

          FOLDER   the pictures to search, in one folder a class or an album
          PICTURE  the picture to compare them with
        """);
    return 1;
}

var ml = new MLContext();
List<LabeledImage> pictures = [new() { ImagePath = wanted }, .. ImageFolder.Read(folder)];
IDataView rows = ml.Data.LoadFromEnumerable(pictures);
IDataView featurized = ml.Transforms.EfficientNetFeaturize("Features", "ImagePath").Fit(rows).Transform(rows);

// 1,280 numbers a picture. A larger collection would keep them in a file or a vector database.
List<Featurized> all = [.. ml.Data.CreateEnumerable<Featurized>(featurized, reuseRowObject: false)];
float[] query = all[0].Features;

var matches = all.Skip(1)
    .Where(row => Path.GetFullPath(row.ImagePath) != Path.GetFullPath(wanted))
    .Select(row => (row.ImagePath, Similarity: TensorPrimitives.CosineSimilarity(query, row.Features)))
    .OrderByDescending(match => match.Similarity);
foreach ((string path, float similarity) in matches.Take(5))
{
    Console.WriteLine($"{similarity:0.000}  {path}");
}

return 0;

internal sealed class Featurized
{
    public string ImagePath { get; set; } = "";

    public float[] Features { get; set; } = [];
}
