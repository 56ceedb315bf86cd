using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Trainer;

/// <summary>What a classifier says of pictures, as lines that are equal only where every bit is.</summary>
internal static class Scores
{
    /// <summary>Loads a model by <see cref="EfficientNetModel"/> and prints what it says of a folder's pictures.</summary>
    public static void Print(string model, string folder, Action<string> print)
    {
        var ml = new MLContext();
        ITransformer loaded = EfficientNetModel.Load(ml, model);
        Print(loaded.Transform(ml.Data.LoadFromEnumerable(ImageFolder.Read(folder))), print);
        (loaded as IDisposable)?.Dispose();
    }

    /// <summary>Prints the values of the predicted label's keys, then a line a picture: its name, its key, the bits of its probabilities.</summary>
    public static void Print(IDataView scored, Action<string> print)
    {
        VBuffer<ReadOnlyMemory<char>> classes = default;
        scored.Schema["PredictedLabel"].GetKeyValues(ref classes);
        print($"classes\t{string.Join('\t', classes.DenseValues())}");
        using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["ImagePath"], scored.Schema["PredictedLabel"], scored.Schema["Score"]]);
        var getPath = cursor.GetGetter<ReadOnlyMemory<char>>(scored.Schema["ImagePath"]);
        var getKey = cursor.GetGetter<uint>(scored.Schema["PredictedLabel"]);
        var getScore = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        ReadOnlyMemory<char> path = default;
        VBuffer<float> score = default;
        uint key = 0;
        while (cursor.MoveNext())
        {
            getPath(ref path);
            getKey(ref key);
            getScore(ref score);
            print($"picture\t{Path.GetFileName(path.ToString())}\t{key}\t{string.Join(' ', score.DenseValues().Select(value => BitConverter.SingleToUInt32Bits(value).ToString("x8")))}");
        }
    }
}
