using System.Collections.Concurrent;
using EfficientNet.Imaging;
using EfficientNet.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace EfficientNet.MLNet.Tests.Classification;

public sealed class ClassificationTrainingTests : IDisposable
{
    private readonly TinyClassifier _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void Features_from_the_cache_give_the_same_model_to_the_bit()
    {
        IDataView data = _tiny.DrawKeys();
        using EfficientNetClassificationModel first = _tiny.Trainer().Fit(data);
        using EfficientNetClassificationModel second = _tiny.Trainer().Fit(data);
        using EfficientNetClassificationModel uncached = _tiny.Trainer(_tiny.Options(useCache: false)).Fit(data);

        Assert.Equal((0, 12), (first.Summary.CacheHits, first.Summary.CacheMisses));
        Assert.Equal((12, 0), (second.Summary.CacheHits, second.Summary.CacheMisses));
        Assert.Equal((0, 12), (uncached.Summary.CacheHits, uncached.Summary.CacheMisses));
        string[] expected = SaveLoadTests.Bits(first.Transform(data).Vectors("Score"));
        Assert.Equal(expected, SaveLoadTests.Bits(second.Transform(data).Vectors("Score")));
        Assert.Equal(expected, SaveLoadTests.Bits(uncached.Transform(data).Vectors("Score")));
    }

    [Fact]
    public void Without_a_cache_nothing_is_written()
    {
        using EfficientNetClassificationModel model = _tiny.Trainer(_tiny.Options(useCache: false)).Fit(_tiny.DrawKeys());

        Assert.False(Directory.Exists(_tiny.Cache.Folder));
        Assert.Null(model.Summary.CacheProblem);
    }

    [Fact]
    public void What_features_depend_on_makes_them_new()
    {
        IDataView data = _tiny.DrawKeys();
        using (_tiny.Trainer().Fit(data))
        {
        }

        int misses(EfficientNetClassificationOptions options)
        {
            using EfficientNetClassificationModel model = _tiny.Trainer(options).Fit(data);
            return model.Summary.CacheMisses;
        }

        Assert.Equal(0, misses(_tiny.Options()));
        Assert.Equal(12, misses(_tiny.Options(seed: 1)));
        Assert.Equal(12, misses(_tiny.Options(views: 3)));
        Assert.Equal(12, misses(_tiny.Options(augmentations: [new VerticalFlip()])));
        Assert.Equal(12, misses(_tiny.Options(preprocessing: new Preprocessing { Height = 40, Width = 40 })));
    }

    [Fact]
    public void An_augmentation_of_the_users_own_is_used_and_named()
    {
        IDataView data = _tiny.DrawKeys();
        var own = new Darker();

        using EfficientNetClassificationModel model = _tiny.Trainer(_tiny.Options(views: 3, augmentations: [own])).Fit(data);

        Assert.Equal(3 * 12, own.Count);
        Assert.Equal(["half the light"], model.Summary.Augmentations);
        Assert.Equal(3, model.Summary.AugmentedViews);
    }

    [Fact]
    public void A_picture_that_changed_under_its_name_is_seen()
    {
        IReadOnlyList<LabeledImage> images = _tiny.DrawList();
        IDataView data = _tiny.Keys(_tiny.Ml.Data.LoadFromEnumerable(images));
        using (_tiny.Trainer().Fit(data))
        {
        }

        File.Copy(_tiny.Pictures.Draw("new.png", discs: true, seed: 99), images[0].ImagePath, overwrite: true);
        using EfficientNetClassificationModel model = _tiny.Trainer().Fit(data);

        Assert.Equal(1, model.Summary.CacheMisses);
    }

    [Fact]
    public void An_unwritable_cache_is_a_warning_and_the_model_is_the_same()
    {
        IDataView data = _tiny.DrawKeys();
        using EfficientNetClassificationModel expected = _tiny.Trainer().Fit(data);

        // A file where the folder should be: nothing can be written there, whoever runs this.
        var cache = new FeatureCacheOptions { Folder = _tiny.Pictures.Write("not-a-folder", [1]) };
        using EfficientNetClassificationModel model = _tiny.Trainer(_tiny.Options(cache: cache)).Fit(data);

        Assert.Contains("not-a-folder", model.Summary.CacheProblem);
        Assert.Contains(model.Summary.CacheProblem, model.Summary.Warnings);
        Assert.Equal(expected.Transform(data).Vectors("Score"), model.Transform(data).Vectors("Score"));
    }

    [Fact]
    public void A_cancelled_training_leaves_its_features_for_the_next()
    {
        IDataView data = _tiny.DrawKeys();
        using EfficientNetClassificationModel expected = _tiny.Trainer(_tiny.Options(useCache: false)).Fit(data);
        using var cancellation = new CancellationTokenSource();
        var progress = new Told(value =>
        {
            if (value.Phase == ClassificationPhase.Pictures && value.Done >= 1)
            {
                cancellation.Cancel();
            }
        });

        Assert.ThrowsAny<OperationCanceledException>(() => _tiny.Trainer(_tiny.Options(progress: progress, cancellationToken: cancellation.Token)).Fit(data));
        using EfficientNetClassificationModel model = _tiny.Trainer().Fit(data);

        Assert.InRange(model.Summary.CacheHits, 1, 11);
        Assert.Equal(expected.Transform(data).Vectors("Score"), model.Transform(data).Vectors("Score"));
    }

    [Theory]
    [InlineData(ClassificationPhase.Head)]
    [InlineData(ClassificationPhase.Network)]
    public void A_training_can_be_cancelled_in_every_phase(ClassificationPhase phase)
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new Told(value =>
        {
            if (value.Phase == phase)
            {
                cancellation.Cancel();
            }
        });

        Assert.ThrowsAny<OperationCanceledException>(() => _tiny.Trainer(_tiny.Options(progress: progress, cancellationToken: cancellation.Token)).Fit(_tiny.DrawKeys()));
    }

    [Fact]
    public void Progress_goes_through_all_phases_and_never_back()
    {
        var told = new ConcurrentQueue<ClassificationProgress>();
        IDataView data = _tiny.DrawKeys();

        using EfficientNetClassificationModel model = _tiny.Trainer(_tiny.Options(validationSet: data, progress: new Told(told.Enqueue))).Fit(data);

        ClassificationProgress[] all = [.. told];
        Assert.Equal(Enum.GetValues<ClassificationPhase>(), all.Select(value => value.Phase).Distinct());
        Assert.Equal(all.OrderBy(value => value.Phase).ThenBy(value => value.Done), all);
        Assert.Contains(all, value => value is { Phase: ClassificationPhase.Pictures, Done: 12, Total: 12 });
        Assert.All(all, value => Assert.True(value.Total is null || value.Done <= value.Total));
        Assert.Equal(model.Summary.Validation!.Accuracy, all[^1].Accuracy);
    }

    [Fact]
    public void The_log_tells_of_phases_and_warnings()
    {
        var messages = new List<string>();
        var ml = new MLContext(seed: 1);
        ml.Log += (_, message) =>
        {
            lock (messages)
            {
                messages.Add($"{message.Kind}: {message.RawMessage}");
            }
        };

        using EfficientNetClassificationModel model = _tiny.Trainer(_tiny.Options(log: ml)).Fit(_tiny.DrawKeys(3));

        Assert.Contains(messages, message => message.StartsWith("Info: ", StringComparison.Ordinal) && message.Contains("6 pictures"));
        Assert.Contains(messages, message => message.StartsWith("Info: ", StringComparison.Ordinal) && message.Contains("accuracy"));
        Assert.All(model.Summary.Warnings, warning => Assert.Contains($"Warning: {warning}", messages));
    }

    [Fact]
    public void Near_duplicates_are_reported_within_the_data_and_across_the_validation_set()
    {
        List<LabeledImage> images = [.. _tiny.DrawList(4)];
        string twice = _tiny.Pictures.Draw("twice.png", discs: true, seed: 50);
        images.AddRange(["discs", "stripes"], twice);
        IDataView validation = _tiny.Ml.Data.LoadFromEnumerable(images.Take(1).Append(images[6]));

        using EfficientNetClassificationModel model = _tiny.Trainer(_tiny.Options(validationSet: validation)).Fit(_tiny.Keys(_tiny.Ml.Data.LoadFromEnumerable(images)));

        Assert.Contains(model.Summary.NearDuplicates, group => group.Pictures.Count(picture => picture.Name == twice) == 2 && group.Distance == 0);
        Assert.Contains(model.Summary.Warnings, warning => warning.StartsWith("The same picture, or nearly so, stands under several labels", StringComparison.Ordinal) && warning.Contains("twice.png"));
        Assert.Contains(model.Summary.Warnings, warning => warning.StartsWith("Pictures of the validation set look like", StringComparison.Ordinal));
    }

    [Fact]
    public void Unbalanced_classes_are_a_warning_until_they_are_weighted()
    {
        List<LabeledImage> images = [.. _tiny.DrawList(30).Where((image, index) => image.Label == "discs" || index % 10 == 0)];
        IDataView data = _tiny.Keys(_tiny.Ml.Data.LoadFromEnumerable(images));

        using EfficientNetClassificationModel model = _tiny.Trainer(_tiny.Options(views: 0)).Fit(data);
        using EfficientNetClassificationModel balanced = _tiny.Trainer(
            _tiny.Options(views: 0, head: new HeadTrainingOptions { ClassWeighting = ClassWeighting.Balanced })).Fit(data);

        Assert.Contains(model.Summary.Warnings, warning => warning.Contains("'discs' has 30 pictures, 'stripes' 3"));
        Assert.DoesNotContain(balanced.Summary.Warnings, warning => warning.Contains("unbalanced"));
    }

    [Fact]
    public void Ten_thousand_pictures_against_ten()
    {
        IDataView data = _tiny.Keys(_tiny.Ml.Data.LoadFromEnumerable(Enumerable.Range(0, 10_010).Select(PixelsRow.Of)));

        using EfficientNetClassificationModel model = _tiny.Trainer(_tiny.Options(input: "Pixels", useCache: false)).Fit(data);
        using EfficientNetClassificationModel balanced = _tiny.Trainer(_tiny.Options(
            input: "Pixels", useCache: false, head: new HeadTrainingOptions { ClassWeighting = ClassWeighting.Balanced })).Fit(data);

        Assert.Contains(model.Summary.Warnings, warning => warning.Contains("'many' has 10,000 pictures, 'few' 10", StringComparison.Ordinal) && warning.Contains("Balanced", StringComparison.Ordinal));
        Assert.Equal(10_010, model.Summary.Validation!.Rows);
        Assert.Equal(10, balanced.Summary.Validation!.PerClass[1].Recall * balanced.Summary.Validation.PerClass[1].Support, 1e-9);
    }

    [Fact]
    public void What_is_told_may_throw()
    {
        var progress = new Told(_ => throw new InvalidTimeZoneException("told"));

        Assert.Equal("told", Assert.Throws<InvalidTimeZoneException>(() => _tiny.Trainer(_tiny.Options(progress: progress)).Fit(_tiny.DrawKeys())).Message);
    }

    [Fact]
    public void Precision_int8_trains_saves_and_explains()
    {
        IReadOnlyList<LabeledImage> images = _tiny.DrawList();
        IDataView data = _tiny.Keys(_tiny.Ml.Data.LoadFromEnumerable(images));
        var options = new EfficientNetClassificationOptions { Cache = _tiny.Cache, AugmentedViews = 0, Precision = Precision.Int8 };

        using EfficientNetClassificationModel model = _tiny.Trainer(options).Fit(data);

        Assert.Equal(images.Select(image => image.Label), images.Select(image => model.Explain(image.ImagePath).PredictedLabel));
        Assert.Equal(Precision.Int8, model.Summary.Precision);
    }

    private sealed class Darker : PictureAugmentation
    {
        private int _count;

        public int Count => _count;

        public override string Identity => "half the light";

        public override RgbPicture Apply(RgbPicture picture, Random random)
        {
            Interlocked.Increment(ref _count);
            return new RgbPicture(picture.Height, picture.Width, [.. picture.Pixels.ToArray().Select(value => (byte)(value / 2))]);
        }
    }

    private sealed class PixelsRow
    {
        private const int Side = 32;

        [VectorType(3, Side, Side)]
        public float[] Pixels { get; set; } = [];

        public string Label { get; set; } = "";

        /// <summary>Noise in one of two brightnesses; every thousandth row is dark.</summary>
        public static PixelsRow Of(int row)
        {
            bool isFew = row % 1001 == 1000;
            var random = new Random(row);
            return new PixelsRow
            {
                Label = isFew ? "few" : "many",
                Pixels = [.. Enumerable.Range(0, 3 * Side * Side).Select(_ => random.NextSingle() - (isFew ? 2f : 0.5f))],
            };
        }
    }

    private sealed class Told(Action<ClassificationProgress> tell) : IProgress<ClassificationProgress>
    {
        public void Report(ClassificationProgress value) => tell(value);
    }
}
