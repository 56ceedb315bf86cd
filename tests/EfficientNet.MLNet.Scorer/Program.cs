// A process that knows ML.NET only: loads a saved model, scores pictures, and prints the bits of what it gets.
//   scorer MODEL COLUMN PICTURE...
using Microsoft.ML;
using Microsoft.ML.Data;

var ml = new MLContext(seed: 1);
ITransformer model = ml.Model.Load(args[0], out _);
IDataView pictures = ml.Data.LoadFromEnumerable(args[2..].Select(path => new Row { ImagePath = path }));
foreach (VBuffer<float> scores in model.Transform(pictures).GetColumn<VBuffer<float>>(args[1]))
{
    Console.WriteLine(string.Join(' ', scores.DenseValues().Select(score => BitConverter.SingleToUInt32Bits(score).ToString("x8"))));
}

internal sealed class Row
{
    public string ImagePath { get; set; } = "";

    // A trained pipeline asks for its label column even where only its scores are read.
    public string Label { get; set; } = "";
}
