using EfficientNet.Imaging;
using EfficientNet.MLNet.Pipeline;
using EfficientNet.Training;
using EfficientNet.Weights;

namespace EfficientNet.MLNet.Classification;

/// <summary>All that a training's summary is made of.</summary>
internal sealed record SummaryContext(
    EfficientNetClassificationOptions Options,
    ClassLabels Labels,
    ClassificationNetwork Network,
    AugmentedViews Views,
    PictureSet Pictures,
    PictureSet? Validation,
    TrainedHead Head,
    FeatureCache? Cache)
{
    private const int Few = 5;
    private const int Imbalance = 10;

    public TrainingSummary Summarize(TrainingDurations durations)
    {
        int[] training = Pictures.Entries.CountBy(picture => picture.Label, Labels.Count);
        int[] validation = (Validation?.Entries ?? []).CountBy(picture => picture.Label, Labels.Count);
        IReadOnlyList<NearDuplicateGroup> duplicates = DuplicateGroups.Find(Pictures, Validation, Labels);
        int all = Pictures.Entries.Count + (Validation?.Entries.Count ?? 0);
        int found = Pictures.Found + (Validation?.Found ?? 0);
        PretrainedConfiguration? configuration = Network.Source.Configuration;
        return new TrainingSummary
        {
            Rows = Pictures.Rows,
            ValidationRows = Validation?.Rows ?? 0,
            Classes = [.. Labels.Names.Select((name, index) => new ClassSummary(name, training[index], validation[index]))],
            Skipped = [.. Pictures.Skipped, .. Validation?.Skipped ?? []],
            NearDuplicates = duplicates,
            Warnings = [.. Warnings(training, duplicates)],
            Network = Options.WeightsFile ?? configuration?.Id ?? Network.Source.Network.Variant.Name,
            License = configuration?.License,
            Precision = Options.Precision,
            AugmentedViews = Views.Count,
            Augmentations = Views.Count == 0 ? [] : [.. Options.AllAugmentations.Select(augmentation => augmentation.Identity)],
            Seed = Options.Seed,
            Head = Options.Head,
            L2 = Head.Result.L2,
            UsesPrior = Head.Result.UsesPrior,
            L2Candidates = Head.Result.Candidates,
            Curve = Head.Result.Curve,
            Temperature = Head.Result.Temperature,
            Validation = Head.Metrics,
            ValidationBeforeScaling = Head.MetricsBeforeScaling,
            Durations = durations,
            CacheHits = found,
            CacheMisses = all - found,
            CacheProblem = Cache?.Problem,
        };
    }

    private IEnumerable<string> Warnings(int[] counts, IReadOnlyList<NearDuplicateGroup> duplicates)
    {
        int[] present = [.. Enumerable.Range(0, counts.Length).Where(label => counts[label] > 0).OrderBy(label => counts[label])];
        (int smallest, int largest) = (present[0], present[^1]);
        if (counts[largest] >= Imbalance * counts[smallest] && Options.Head is { ClassWeighting: ClassWeighting.None, ClassWeights: null })
        {
            yield return $"The classes are unbalanced: '{Labels.Names[largest]}' has {Texts.Pictures(counts[largest])}, '{Labels.Names[smallest]}' {counts[smallest]:N0}. "
                + $"Probabilities follow these shares; set {nameof(EfficientNetClassificationOptions.Head)}.{nameof(HeadTrainingOptions.ClassWeighting)} to {nameof(ClassWeighting.Balanced)} if all classes matter the same.";
        }

        if (counts[smallest] < Few)
        {
            yield return $"Some classes have fewer than {Few} pictures, so figures say little: {Texts.List(present.Where(label => counts[label] < Few).Select(label => $"'{Labels.Names[label]}' ({counts[label]})"))}.";
        }

        if (present.Length < counts.Length)
        {
            yield return $"The column '{Labels.ColumnName}' knows classes that no picture is of; they are never predicted: {Texts.List(Enumerable.Range(0, counts.Length).Where(label => counts[label] == 0).Select(label => $"'{Labels.Names[label]}'"))}.";
        }

        if (Head.Metrics is null)
        {
            yield return "There are too few different pictures to hold any out: nothing says how good the model is.";
        }

        else if (Validation is null && Unvalidated(counts) is { Length: > 0 } unvalidated)
        {
            yield return $"No picture of these classes could be held out, so the figures say nothing of them: {Texts.List(unvalidated)}. It takes two that differ in each class.";
        }

        if (Head.Groups.Parted.Count > 0)
        {
            yield return $"Pictures of the same class look so much alike, as those of a fixed camera do, that holding out together what looks the same would leave too little: {Texts.List(Head.Groups.Parted.Select(label => $"'{Labels.Names[label]}'"))}. "
                + "Only equal files of them stay together in cross-validation, so its figures may be too good. "
                + $"Set {nameof(EfficientNetClassificationOptions.ValidationSet)} to pictures taken at another time to be sure.";
        }

        foreach (string warning in DuplicateWarnings(duplicates))
        {
            yield return warning;
        }

        int skipped = Pictures.Skipped.Count + (Validation?.Skipped.Count ?? 0);
        if (skipped > 0)
        {
            SkippedPicture first = Pictures.Skipped.Count > 0 ? Pictures.Skipped[0] : Validation!.Skipped[0];
            yield return $"{Texts.Pictures(skipped)} {(skipped == 1 ? "was" : "were")} passed over, such as {first.Name}: {first.Reason}";
        }

        if (Cache?.Problem is { } problem)
        {
            yield return problem;
        }
    }

    private string[] Unvalidated(int[] counts) =>
        [.. Enumerable.Range(0, counts.Length).Where(label => counts[label] > 0 && Head.Metrics!.PerClass[label].Support == 0).Select(label => $"'{Labels.Names[label]}'")];

    private static IEnumerable<string> DuplicateWarnings(IReadOnlyList<NearDuplicateGroup> duplicates)
    {
        NearDuplicateGroup[] disputed = [.. duplicates.Where(group => group.Pictures.DistinctBy(picture => picture.Label).Count() > 1)];
        if (disputed.Length > 0)
        {
            yield return $"The same picture, or nearly so, stands under several labels {Times(disputed.Length)}: {Texts.List(disputed.Select(Describe))}.";
        }

        NearDuplicateGroup[] leaking = [.. duplicates.Where(group => group.Pictures.DistinctBy(picture => picture.IsInValidationSet).Count() > 1)];
        if (leaking.Length > 0)
        {
            yield return $"Pictures of the validation set look like pictures trained on {Times(leaking.Length)}, so its figures are too good: {Texts.List(leaking.Select(Describe))}.";
        }

        NearDuplicateGroup[] within = [.. duplicates.Except(disputed).Where(group => group.Pictures.Count(picture => !picture.IsInValidationSet) > 1)];
        if (within.Length > 0)
        {
            yield return $"Pictures trained on look the same {(disputed.Length > 0 ? "under one label " : "")}{Times(within.Length)}: {Texts.List(within.Select(Describe))}.";
        }
    }

    private static string Times(int count) => count == 1 ? "once" : $"{count:N0} times";

    private static string Describe(NearDuplicateGroup group)
        => string.Join(" / ", group.Pictures.Take(3).Select(picture => $"{picture.Name} ('{picture.Label}'{(picture.IsInValidationSet ? ", validation" : "")})"))
            + (group.Pictures.Count > 3 ? $" / {group.Pictures.Count - 3} more" : "");
}
