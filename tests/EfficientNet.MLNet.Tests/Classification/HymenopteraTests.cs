using EfficientNet.Testing;
using EfficientNet.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;
using Xunit.Abstractions;

namespace EfficientNet.MLNet.Tests.Classification;

/// <summary>
/// How good the defaults are on photographs of ants and bees. They were chosen on the training folder alone. Both are classes of ImageNet, which the network's own classifier knows: on pictures of what
/// it does not know, few pictures are worth less. All trainings share one cache, so that each picture goes through the network once.
/// </summary>
public sealed class HymenopteraTests(HymenopteraTests.SharedCache cache, ITestOutputHelper output) : IClassFixture<HymenopteraTests.SharedCache>
{
    private readonly MLContext _ml = new(seed: 1);

    [SkippableFact]
    public void All_pictures()
    {
        (IReadOnlyList<LabeledImage> training, IReadOnlyList<LabeledImage> test) = Load();

        using EfficientNetClassificationModel model = Fit(training, test, seed: 0);
        MulticlassClassificationMetrics evaluated = _ml.MulticlassClassification.Evaluate(model.Transform(Keys(test)));
        Tell("all", [model.Summary]);

        // What the summary says of a validation set is what the finished model does.
        Assert.Equal(evaluated.MicroAccuracy, model.Summary.Validation!.Accuracy, 1e-9);
        Assert.Equal(evaluated.LogLoss, model.Summary.Validation.LogLoss, 1e-3);
        Assert.True(model.Summary.Validation.Accuracy >= 0.935, $"The accuracy is {model.Summary.Validation.Accuracy:0.0000}.");
        Assert.InRange(model.Summary.Validation.ExpectedCalibrationError, 0, Math.Min(0.05, model.Summary.ValidationBeforeScaling!.ExpectedCalibrationError));
    }

    [SkippableTheory]
    [InlineData(5, 0.905)]
    [InlineData(10, 0.930)]
    [InlineData(20, 0.937)]
    public void Few_pictures_of_each_class(int count, double accuracy)
    {
        (IReadOnlyList<LabeledImage> training, IReadOnlyList<LabeledImage> test) = Load();
        List<TrainingSummary> draws = [];
        for (int seed = 1; seed <= 10; seed++)
        {
            using EfficientNetClassificationModel model = Fit(Draw(training, count, seed), test, seed);
            draws.Add(model.Summary);
        }

        Tell($"{count} of each class", draws);

        double mean = draws.Average(draw => draw.Validation!.Accuracy);
        Assert.True(mean >= accuracy, $"The mean accuracy is {mean:0.0000}.");
        Assert.InRange(
            draws.Average(draw => draw.Validation!.ExpectedCalibrationError),
            0,
            Math.Min(0.05, draws.Average(draw => draw.ValidationBeforeScaling!.ExpectedCalibrationError)));
    }

    /// <summary>The first pictures of each class after shuffling them: those with fewer are parts of those with more.</summary>
    private static IReadOnlyList<LabeledImage> Draw(IReadOnlyList<LabeledImage> images, int count, int seed)
    {
        var random = new Random(seed);
        List<LabeledImage> drawn = [];
        foreach (IGrouping<string, LabeledImage> label in images.GroupBy(image => image.Label))
        {
            LabeledImage[] shuffled = [.. label];
            random.Shuffle(shuffled);
            drawn.AddRange(shuffled.Take(count));
        }

        return drawn;
    }

    private static (IReadOnlyList<LabeledImage> Training, IReadOnlyList<LabeledImage> Test) Load()
    {
        string folder = SharedFiles.RequireOrSkip("data", "hymenoptera");
        return (ImageFolder.Read(Path.Combine(folder, "train")), ImageFolder.Read(Path.Combine(folder, "test")));
    }

    private EfficientNetClassificationModel Fit(IReadOnlyList<LabeledImage> training, IReadOnlyList<LabeledImage> test, int seed)
        => _ml.MulticlassClassification.Trainers.EfficientNetClassification(new EfficientNetClassificationOptions
        {
            ValidationSet = Keys(test),
            Cache = new FeatureCacheOptions { Folder = cache.Folder },
            Head = new HeadTrainingOptions { Seed = seed },
        }).Fit(Keys(training));

    private IDataView Keys(IReadOnlyList<LabeledImage> images)
    {
        IDataView data = _ml.Data.LoadFromEnumerable(images);
        return _ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
    }

    private void Tell(string name, IReadOnlyList<TrainingSummary> draws)
    {
        double Mean(Func<TrainingSummary, double> figure) => draws.Average(figure);
        output.WriteLine(
            $"{name}: accuracy {Mean(draw => draw.Validation!.Accuracy):0.0000} (lowest {draws.Min(draw => draw.Validation!.Accuracy):0.0000}), "
            + $"log-loss {Mean(draw => draw.ValidationBeforeScaling!.LogLoss):0.000} -> {Mean(draw => draw.Validation!.LogLoss):0.000}, "
            + $"calibration error {Mean(draw => draw.ValidationBeforeScaling!.ExpectedCalibrationError):0.0000} -> {Mean(draw => draw.Validation!.ExpectedCalibrationError):0.0000} "
            + $"(largest {draws.Max(draw => draw.Validation!.ExpectedCalibrationError):0.0000}, rose in {draws.Count(draw => draw.Validation!.ExpectedCalibrationError > draw.ValidationBeforeScaling!.ExpectedCalibrationError)}), "
            + $"prior used in {draws.Count(draw => draw.UsesPrior)} of {draws.Count}");
    }

    /// <summary>A cache that all tests here use, gone when they are over.</summary>
    public sealed class SharedCache : IDisposable
    {
        public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"efficientnet-tests-{Guid.NewGuid():N}");

        public void Dispose()
        {
            if (Directory.Exists(Folder))
            {
                Directory.Delete(Folder, recursive: true);
            }
        }
    }
}
