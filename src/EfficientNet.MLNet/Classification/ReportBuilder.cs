using System.Globalization;
using EfficientNet.Architecture;
using EfficientNet.Imaging;
using EfficientNet.MLNet.Pipeline;
using EfficientNet.MLNet.Reporting;
using EfficientNet.Training;
using EfficientNet.Weights;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Classification;

/// <summary>Puts what is known of a training into a report. Pictures are read again from the data; those that are gone by then are not shown.</summary>
internal sealed class ReportBuilder(TrainingSummary summary, TrainingRecord record, TrainedNetwork network)
{
    private readonly Dictionary<Place, ReportPicture> _thumbnails = [];
    private readonly Dictionary<Place, (ReportPicture Picture, ReportPicture HeatMap)> _mistakes = [];

    public ReportContent Build()
    {
        MeasuredPicture[] mistakes =
        [
            .. record.Measured
                .Where(picture => Predicted(picture) != picture.Label)
                .OrderByDescending(picture => picture.Probabilities.Span[Predicted(picture)])
                .ThenBy(picture => picture.Row)
                .Take(ReportLimits.Mistakes),
        ];
        Dictionary<Place, MeasuredPicture> explained = mistakes.ToDictionary(picture => new Place(picture.Row, summary.HasValidationSet));
        HashSet<Place> shown = [.. FirstPictures(), .. Duplicates().SelectMany(group => group.Take(ReportLimits.DuplicatesPerGroup))];
        Look(isValidation: false, shown, explained);
        Look(isValidation: true, shown, explained);
        ClassificationMetrics? metrics = summary.Validation;
        return new ReportContent
        {
            Date = record.Date,
            Summary = Figures(),
            Classes = [.. summary.Classes.Select((each, index) => ClassOf(each, index, metrics?.PerClass[index]))],
            Confusion = metrics is null ? null : Confusion(metrics),
            Curve = [.. summary.Curve.Select(step => new ReportCurvePoint(step.Iteration, Known(step.TrainingLoss), Known(step.ValidationLoss), Known(step.ValidationAccuracy)))],
            Penalties = [.. Penalties()],
            ReliabilityBefore = Bins(summary.ValidationBeforeScaling),
            ReliabilityAfter = Bins(metrics),
            Mistakes = [.. mistakes.Select(MistakeOf)],
            Duplicates = [.. summary.NearDuplicates.Select(group => new ReportDuplicates(group.Distance, [.. group.Pictures.Select(DuplicateOf)]))],
            Skipped = [.. summary.Skipped.Select(picture => new ReportSkipped(picture.Name, picture.Reason))],
            Warnings = summary.Warnings,
            Network = Card(),
            Options = [.. Options()],
        };
    }

    private static int Predicted(MeasuredPicture picture)
    {
        ReadOnlySpan<float> probabilities = picture.Probabilities.Span;
        int best = 0;
        for (int index = 1; index < probabilities.Length; index++)
        {
            best = probabilities[index] > probabilities[best] ? index : best;
        }

        return best;
    }

    private static double? Known(double value) => double.IsNaN(value) ? null : value;

    private static ReportReliabilityBin[] Bins(ClassificationMetrics? metrics)
        => [.. (metrics?.ReliabilityBins ?? []).Where(bin => bin.Count > 0).Select(bin => new ReportReliabilityBin(bin.Lower, bin.Upper, bin.Count, bin.Confidence, bin.Accuracy))];

    private static int[,] Confusion(ClassificationMetrics metrics)
    {
        int[,] confusion = new int[metrics.Classes, metrics.Classes];
        for (int label = 0; label < metrics.Classes; label++)
        {
            for (int predicted = 0; predicted < metrics.Classes; predicted++)
            {
                confusion[label, predicted] = metrics.Confusion(label, predicted);
            }
        }

        return confusion;
    }

    private IEnumerable<Place> FirstPictures() => record.FirstOfClass.SelectMany(rows => rows).Select(row => new Place(row, false));

    private IEnumerable<IEnumerable<Place>> Duplicates()
        => summary.NearDuplicates.Take(ReportLimits.DuplicateGroups).Select(group => group.Pictures.Select(picture => new Place(picture.Row, picture.IsInValidationSet)));

    /// <summary>Reads the pictures that are shown, one after the other.</summary>
    private void Look(bool isValidation, HashSet<Place> shown, Dictionary<Place, MeasuredPicture> explained)
    {
        if ((isValidation ? record.ValidationSet : record.Data) is not { } data || network.Kind == InputKind.NormalizedPixels)
        {
            return;
        }

        HashSet<long> rows = [.. shown.Concat(explained.Keys).Where(place => place.IsValidation == isValidation).Select(place => place.Row)];
        PictureRows.Visit(data, network.Settings, network.Kind, rows, (row, content) =>
        {
            var place = new Place(row, isValidation);
            try
            {
                using OpenPicture picture = content.Open();
                if (shown.Contains(place))
                {
                    _thumbnails[place] = Thumbnail(content.Name, picture, ReportLimits.ThumbnailSide);
                }

                if (explained.TryGetValue(place, out MeasuredPicture? mistake))
                {
                    using MLImage drawing = network.Explain(picture).Draw(summary.Classes[Predicted(mistake)].Name);
                    using var drawn = new OpenPicture(drawing, orientation: 1, ownsImage: false);
                    _mistakes[place] = (Thumbnail(content.Name, picture, ReportLimits.MistakeSide), Thumbnail(content.Name, drawn, ReportLimits.MistakeSide));
                }
            }
            catch (PictureException)
            {
                // It was sound when the model was trained; the report goes without it.
            }
        });
    }

    private static ReportPicture Thumbnail(string name, in OpenPicture picture, int side)
        => ReportThumbnail.Of(name, picture.Pixels, picture.Height, picture.Width, picture.Order, side, picture.Orientation);

    private ReportSummary Figures() => new()
    {
        Validation = summary.Validation is not { } metrics ? "nothing: there were too few pictures"
            : summary.HasValidationSet ? $"validation set of {Texts.Pictures(metrics.Rows)}"
            : $"cross-validation, each of {Texts.Pictures(metrics.Rows)} by a head trained without it",
        Accuracy = summary.Validation?.Accuracy,
        LogLoss = summary.Validation?.LogLoss,
        CalibrationErrorBefore = summary.ValidationBeforeScaling?.ExpectedCalibrationError,
        CalibrationErrorAfter = summary.Validation?.ExpectedCalibrationError,
        Temperature = summary.Temperature,
        TrainingPictures = summary.Classes.Sum(each => each.TrainingPictures),
        ValidationPictures = summary.Classes.Sum(each => each.ValidationPictures),
        Durations =
        [
            new("Pictures", summary.Durations.Pictures),
            new("Head", summary.Durations.Head),
            new("Network", summary.Durations.Network),
        ],
    };

    private ReportClass ClassOf(ClassSummary each, int index, ClassMetrics? metrics) => new()
    {
        Name = each.Name,
        TrainingPictures = each.TrainingPictures,
        ValidationPictures = each.ValidationPictures,
        Precision = summary.Validation is { } all && Enumerable.Range(0, all.Classes).Any(label => all.Confusion(label, index) > 0) ? metrics?.Precision : null,
        Recall = metrics is { Support: > 0 } ? metrics.Recall : null,
        F1 = metrics is { Support: > 0 } ? metrics.F1 : null,
        Support = metrics?.Support ?? 0,
        Thumbnails = [.. record.FirstOfClass[index].Select(row => _thumbnails.GetValueOrDefault(new Place(row, false))).OfType<ReportPicture>()],
    };

    private IEnumerable<ReportPenalty> Penalties() => summary.L2Candidates
        .Where(candidate => candidate.UsesPrior == summary.UsesPrior)
        .OrderBy(candidate => candidate.L2)
        .Select(candidate => new ReportPenalty(candidate.L2, candidate.ValidationLoss, candidate.L2 == summary.L2));

    private ReportMistake MistakeOf(MeasuredPicture picture)
    {
        int predicted = Predicted(picture);
        bool isShown = _mistakes.TryGetValue(new Place(picture.Row, summary.HasValidationSet), out (ReportPicture Picture, ReportPicture HeatMap) pictures);
        return new ReportMistake
        {
            Name = picture.Name,
            TrueClass = picture.Label,
            PredictedClass = predicted,
            Probability = picture.Probabilities.Span[predicted],
            TrueProbability = picture.Probabilities.Span[picture.Label],
            Picture = isShown ? pictures.Picture : null,
            HeatMap = isShown ? pictures.HeatMap : null,
        };
    }

    private ReportDuplicate DuplicateOf(NearDuplicatePicture picture) => new()
    {
        Name = picture.Name,
        Class = summary.Classes.TakeWhile(each => each.Name != picture.Label).Count(),
        IsValidation = picture.IsInValidationSet,
        Picture = _thumbnails.GetValueOrDefault(new Place(picture.Row, picture.IsInValidationSet)),
    };

    private ReportNetwork Card()
    {
        Network built = network.Network;
        PretrainedConfiguration? configuration = network.Configuration;
        return new ReportNetwork
        {
            Id = summary.Network,
            Variant = built.Variant.Name,
            Source = SourceOf(configuration),
            Training = configuration?.Training,
            Licence = summary.License,
            Parameters = built.ParameterCount,
            Features = built.Features,
            Preprocessing = Describe(network.Settings.Preprocessing),
            Precision = summary.Precision == Precision.Int8 ? "int8" : "single precision",
        };
    }

    private static string? SourceOf(PretrainedConfiguration? configuration)
    {
        string? hub = configuration?.HubRepository is { } repository ? $"Hugging Face hub: {repository}" : null;
        return configuration is null ? "a file"
            : configuration.Id == PretrainedConfiguration.Lite0.Id ? $"bundled; from {hub}"
            : hub;
    }

    private string Describe(Preprocessing preprocessing) => network.Kind == InputKind.NormalizedPixels
        ? $"none: normalized pixels, {preprocessing.Width} x {preprocessing.Height}"
        : string.Create(CultureInfo.InvariantCulture,
            $"{preprocessing.Width} x {preprocessing.Height} pixels, {preprocessing.Interpolation.ToString().ToLowerInvariant()}, crop of {preprocessing.CropFraction:0.###} ({preprocessing.CropMode.ToString().ToLowerInvariant()})");

    private IEnumerable<ReportEntry> Options()
    {
        yield return new("Augmented views of each picture", summary.AugmentedViews.ToString(CultureInfo.InvariantCulture));
        foreach (string augmentation in summary.Augmentations)
        {
            yield return new("Augmentation", augmentation);
        }

        HeadTrainingOptions head = summary.Head;
        yield return new("Seed of views", Text(summary.Seed));
        yield return new("Hidden units", Text(head.HiddenUnits));
        yield return new("L2", $"{Text(summary.L2)}{(head.L2 is null ? ", chosen" : "")}");
        yield return new("Penalty pulls towards", summary.UsesPrior ? "the network's own classes" : "zero");
        yield return new("Label smoothing", Text(head.LabelSmoothing));
        yield return new("Mixup", Text(head.Mixup));
        yield return new("Class weights", head.ClassWeights is { } weights ? string.Join(", ", weights.Select(Text)) : head.ClassWeighting.ToString());
        yield return new("Most iterations", Text(head.MaximumIterations));
        yield return new("Patience", Text(head.Patience));
        yield return new("Temperature scaling", head.TemperatureScaling ? "yes" : "no");
        yield return new("Seed of the head", Text(head.Seed));
        yield return new("Pictures whose features were cached", Text(summary.CacheHits));
        yield return new("Pictures whose features were computed", Text(summary.CacheMisses));
    }

    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    /// <summary>A row of the training data or of the validation set.</summary>
    private readonly record struct Place(long Row, bool IsValidation);
}
