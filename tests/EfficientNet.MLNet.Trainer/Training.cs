using EfficientNet.Testing;
using EfficientNet.Training;
using Microsoft.ML;

namespace EfficientNet.MLNet.Trainer;

/// <summary>One training on a folder of pictures.</summary>
/// <param name="folder">The pictures, one folder a class.</param>
/// <param name="cache">The folder that features are kept in.</param>
/// <param name="tiny">Weights of the tests' tiny network; null: the bundled network.</param>
/// <param name="views">How many augmented views; null: the default.</param>
internal sealed class Training(string folder, string cache, string? tiny, int? views)
{
    /// <summary>Trains, saves, and prints the classes, each picture's scores, the cache's part in it, and the warnings.</summary>
    /// <param name="model">The model's file.</param>
    /// <param name="cancelAfter">Cancels when so many pictures are done; null: never.</param>
    /// <param name="print">Takes the lines.</param>
    /// <returns>Whether it was not cancelled.</returns>
    public bool Run(string model, int? cancelAfter, Action<string> print)
    {
        using var cancellation = new CancellationTokenSource();
        var ml = new MLContext(seed: 1);
        IDataView data = ml.Data.LoadFromEnumerable(ImageFolder.Read(folder));
        var options = new EfficientNetClassificationOptions
        {
            Variant = tiny is null ? null : TinyNetwork.Variant,
            WeightsFile = tiny,
            AugmentedViews = views,
            Cache = new FeatureCacheOptions { Folder = cache },
            Progress = new Canceller(cancelAfter, cancellation),
            CancellationToken = cancellation.Token,
        };
        IDataView keys = ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
        try
        {
            using EfficientNetClassificationModel trained = ml.MulticlassClassification.Trainers.EfficientNetClassification(options).Fit(keys);
            EfficientNetModel.Save(ml, trained, keys.Schema, model);
            Scores.Print(trained.Transform(data), print);
            print($"cache\t{trained.Summary.CacheHits}\t{trained.Summary.CacheMisses}");
            foreach (string warning in trained.Summary.Warnings)
            {
                print($"warning\t{warning}");
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            print("cancelled");
            return false;
        }
    }

    private sealed class Canceller(int? after, CancellationTokenSource cancellation) : IProgress<ClassificationProgress>
    {
        public void Report(ClassificationProgress value)
        {
            if (after is null || value.Phase != ClassificationPhase.Pictures)
            {
                return;
            }

            // Progress is told every 100 ms at most: who takes longer to hear it is told of every picture, however fast the network is.
            Thread.Sleep(150);
            if (value.Done >= after)
            {
                cancellation.Cancel();
            }
        }
    }
}
