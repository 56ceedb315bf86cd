// A process that knows ML.NET only: loads a saved model, scores pictures, and prints the bits of what it gets; of a key, all values and each picture's.
//   scorer MODEL COLUMN PICTURE...
using Microsoft.ML;
using Microsoft.ML.Data;

var ml = new MLContext(seed: 1);
ITransformer model = ml.Model.Load(args[0], out _);
IDataView pictures = ml.Data.LoadFromEnumerable(args[2..].Select(path => new Row { ImagePath = path }));
IDataView scored = model.Transform(pictures);
DataViewSchema.Column column = scored.Schema[args[1]];
if (column.Type is KeyDataViewType)
{
    VBuffer<ReadOnlyMemory<char>> values = default;
    column.GetKeyValues(ref values);
    Console.WriteLine(string.Join('\t', values.DenseValues()));
    foreach (uint key in scored.GetColumn<uint>(column))
    {
        Console.WriteLine(key);
    }
}
else
{
    foreach (VBuffer<float> scores in scored.GetColumn<VBuffer<float>>(column))
    {
        Console.WriteLine(string.Join(' ', scores.DenseValues().Select(score => BitConverter.SingleToUInt32Bits(score).ToString("x8"))));
    }
}

internal sealed class Row
{
    public string ImagePath { get; set; } = "";

    // A trained pipeline asks for its label column even where only its scores are read.
    public string Label { get; set; } = "";
}
