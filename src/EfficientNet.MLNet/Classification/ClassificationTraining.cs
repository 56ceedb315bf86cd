using System.Diagnostics;
using EfficientNet.Imaging;
using EfficientNet.MLNet.Pipeline;
using EfficientNet.MLNet.Reporting;
using EfficientNet.Training;
using Microsoft.ML;

namespace EfficientNet.MLNet.Classification;

/// <summary>One training of a classifier, from rows to a model.</summary>
internal sealed class ClassificationTraining
{
    private const string Verb = nameof(EfficientNetClassificationCatalog.EfficientNetClassification);

    private readonly EfficientNetClassificationOptions _options;
    private readonly IDataView _data;
    private readonly ClassLabels _labels;
    private readonly ClassificationNetwork _network;
    private readonly FeatureCache? _cache;
    private readonly TrainingLog _log;

    private ClassificationTraining(EfficientNetClassificationOptions options, IDataView data, TrainingLog log)
    {
        _options = options;
        _data = data;
        _log = log;
        _labels = ClassLabels.Of(data.Schema, options.LabelColumnName, Verb);
        _network = new ClassificationNetwork(options);
        _cache = options.Cache is null ? null : new FeatureCache(options.Cache);
    }

    public static EfficientNetClassificationModel Run(EfficientNetClassificationOptions options, IDataView data)
    {
        using var log = new TrainingLog(options.Log);
        return new ClassificationTraining(options, data, log).Run();
    }

    private EfficientNetClassificationModel Run()
    {
        long start = Stopwatch.GetTimestamp();
        TransformPlan plan = TransformPlan.PooledFeatures(Verb, _options, _network);
        CheckValidationSet(plan);
        CheckClassWeights();
        CheckPrior();
        long rows = RowCount.Of(_data);
        PictureSet pictures;
        PictureSet? validation = null;
        AugmentedViews views;
        using (var features = new FeatureNetwork(plan, _data))
        {
            views = ViewsFor(rows, features.Kind);
            FeatureComputer computer = ComputerOf(features, views);
            _log.Info($"features of {Texts.Pictures(rows)}, each with {views.Count} augmented {(views.Count == 1 ? "view" : "views")}.");
            pictures = PicturePass.Run(_data, rows, features, computer, _options, _labels, isValidation: false);
            ClassCheck.Verify(Verb, pictures, _labels, _options.MinimumPicturesPerClass);
            if (_options.ValidationSet is { } set)
            {
                long validationRows = RowCount.Of(set);
                _log.Info($"features of {Texts.Pictures(validationRows)} of the validation set.");
                FeatureComputer plain = ComputerOf(features, new AugmentedViews([], 0, 0));
                validation = PicturePass.Run(set, validationRows, features, plain, _options, _labels, isValidation: true);
                ClassCheck.VerifyValidation(Verb, validation);
            }
        }

        TimeSpan picturesTime = Stopwatch.GetElapsedTime(start);
        _log.Info($"features are there after {picturesTime.TotalSeconds:0.0} s; {pictures.Found} of {Texts.Pictures(pictures.Entries.Count)} were in the cache.");
        long headStart = Stopwatch.GetTimestamp();
        TrainedHead head = TrainedHead.Train(pictures, validation, _labels.Count, _network.Source.Network.Features, _options.UsesNetworkClassifier ? _network.ReadClassifier() : null, _options);
        TimeSpan headTime = Stopwatch.GetElapsedTime(headStart);
        _log.Info(head.Describe(headTime));

        long networkStart = Stopwatch.GetTimestamp();
        _options.Progress?.Report(new ClassificationProgress(ClassificationPhase.Network, 0, 1));
        _options.CancellationToken.ThrowIfCancellationRequested();
        var context = new SummaryContext(_options, _labels, _network, views, pictures, validation, head, _cache);
        EfficientNetClassificationModel model = Build(
            head, pictures, () => context.Summarize(new TrainingDurations(picturesTime, headTime, Stopwatch.GetElapsedTime(networkStart))));
        try
        {
            foreach (string warning in model.Summary.Warnings)
            {
                _log.Warning(warning);
            }

            _options.Progress?.Report(new ClassificationProgress(
                ClassificationPhase.Done, 1, 1, model.Summary.Validation?.Accuracy, model.Summary.Validation?.LogLoss, TimeSpan.Zero));
            return model;
        }
        catch
        {
            // Who is told may throw; then nobody gets the model to dispose of it.
            model.Dispose();
            throw;
        }
    }

    private EfficientNetClassificationModel Build(TrainedHead head, PictureSet pictures, Func<TrainingSummary> summarize)
    {
        var ml = new MLContext(seed: 1);
        TransformPlan plan = TransformPlan.TrainedClassifier(Verb, _options, _network, head.Head, _labels.Names);
        EfficientNetTransformer scorer = PortableChain.Build(ml.Transforms, plan, _data);
        try
        {
            // No row is read: the keys are fixed.
            IReadOnlyList<ITransformer> keys = _labels.ToKeys(
                ml, scorer.Transform(_data), _options.PredictedLabelColumnName, mayBeMissing: _options.BrokenPictures == BrokenPicturePolicy.Skip);
            var network = new TrainedNetwork(_options, _network, head.Head, _labels.Names, plan, _data);
            return new EfficientNetClassificationModel(scorer, keys, network, Record(head, pictures), summarize());
        }
        catch
        {
            scorer.Dispose();
            throw;
        }
    }

    private TrainingRecord Record(TrainedHead head, PictureSet pictures)
    {
        int shown = ReportLimits.ThumbnailsPerClass(_labels.Count);
        ILookup<int, long> rows = pictures.Entries.ToLookup(picture => picture.Label, picture => picture.Row);
        return new TrainingRecord(
            DateTimeOffset.Now, _data, _options.ValidationSet, head.Measured, [.. Enumerable.Range(0, _labels.Count).Select(label => rows[label].Take(shown).ToArray())]);
    }

    private void CheckValidationSet(TransformPlan plan)
    {
        if (_options.ValidationSet is not { } set)
        {
            return;
        }

        InputKind kind = InputColumn.KindOf(_data.Schema, _options.InputColumnName, Verb);
        InputKind validationKind = InputColumn.KindOf(set.Schema, _options.InputColumnName, $"{Verb}, validation set");
        if (kind != validationKind)
        {
            throw new ArgumentException(
                $"{plan.Verb}: the column '{_options.InputColumnName}' holds {kind} in the data, but {validationKind} in the validation set; expected the same.");
        }

        ClassLabels.CheckValidation(set.Schema, _options.LabelColumnName, Verb);
    }

    private void CheckClassWeights()
    {
        if (_options.Head.ClassWeights is { } weights && weights.Count != _labels.Count)
        {
            throw new ArgumentException(
                $"{Verb}: {nameof(HeadTrainingOptions.ClassWeights)} has {weights.Count} numbers, but the label column '{_labels.ColumnName}' has {_labels.Count} classes; expected one each: {Texts.List(_labels.Names)}.");
        }
    }

    private void CheckPrior()
    {
        if (_options.Head.Prior is { } prior && prior.Features != _network.Source.Network.Features)
        {
            throw new ArgumentException(
                $"{Verb}: {nameof(EfficientNetClassificationOptions.Head)}.{nameof(HeadTrainingOptions.Prior)} takes {prior.Features:N0} features, but the network gives {_network.Source.Network.Features:N0}; expected a head on the same network's features.");
        }
    }

    private AugmentedViews ViewsFor(long rows, InputKind kind)
    {
        if (kind == InputKind.NormalizedPixels)
        {
            _log.Info($"the column '{_options.InputColumnName}' holds normalized pixels: there are no augmented views, and only equal ones are found as duplicates.");
            return new AugmentedViews([], 0, 0);
        }

        return new AugmentedViews(_options.AllAugmentations, _options.AugmentedViews ?? DefaultViews(rows), _options.Seed);
    }

    // Few steps, so that some pictures more or less do not make all features new.
    private static int DefaultViews(long rows) => rows switch
    {
        <= 2000 => 4,
        <= 4000 => 2,
        _ => 1,
    };

    private FeatureComputer ComputerOf(FeatureNetwork network, AugmentedViews views)
        => new(network, new FeatureStore(_cache, network.Identity, views.Identity), views, _network.Source.Network.Features);
}
