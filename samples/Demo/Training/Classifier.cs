using EfficientNet.Demo.Pictures;
using EfficientNet.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.Demo.Training;

/// <summary>The lesson itself: EfficientNet's features in front of an ML.NET trainer.</summary>
internal sealed class Classifier(MLContext ml)
{
    /// <summary>Trains the pipeline.</summary>
    /// <param name="pictures">The pictures to learn from.</param>
    /// <param name="seen">Told how many pictures ML.NET has read.</param>
    /// <returns>The model, and the columns it was trained on, which saving asks for.</returns>
    public (ITransformer Model, DataViewSchema Columns) Train(IReadOnlyList<LabeledImage> pictures, Action<int> seen)
    {
        IDataView rows = ml.Data.LoadFromEnumerable(pictures);
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.EfficientNetFeaturize("Features", "ImagePath"))
            .AppendCacheCheckpoint(ml)   // the trainer passes over the features many times: keep them
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        return (pipeline.Fit(CountedPictures.Count(ml, rows, seen)), rows.Schema);
    }

    /// <summary>Scores pictures that the model has not seen.</summary>
    /// <param name="model">The model.</param>
    /// <param name="pictures">The held-out pictures.</param>
    /// <param name="seen">Told how many pictures ML.NET has read.</param>
    public TestResult Test(ITransformer model, IReadOnlyList<LabeledImage> pictures, Action<int> seen)
    {
        IDataView rows = CountedPictures.Count(ml, ml.Data.LoadFromEnumerable(pictures), seen);
        IDataView scored = ml.Data.Cache(model.Transform(rows));
        var predictions = ml.Data.CreateEnumerable<Prediction>(scored, reuseRowObject: false).ToList();
        return new TestResult(predictions, ml.MulticlassClassification.Evaluate(scored), ClassNames(scored.Schema));
    }

    /// <summary>Writes the model as ML.NET does, the network and its weights within.</summary>
    public void Save(ITransformer model, DataViewSchema columns, string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        ml.Model.Save(model, columns, file);
    }

    /// <summary>The classes in the order of the scores and of the confusion matrix.</summary>
    private static string[] ClassNames(DataViewSchema columns)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        columns["Label"].GetKeyValues(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}
