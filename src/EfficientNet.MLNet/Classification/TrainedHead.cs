using System.Numerics.Tensors;
using EfficientNet.Training;

namespace EfficientNet.MLNet.Classification;

/// <summary>A head trained on pictures' features, and how good it is.</summary>
internal sealed class TrainedHead
{
    // No sum of finite features and weights comes near, and the softmax of it is 0.
    private const float Never = -1e4f;

    private TrainedHead(ClassificationHead head, HeadTrainingResult result, ValidationGroups groups)
    {
        Head = head;
        Result = result;
        Groups = groups;
    }

    /// <summary>The head, with a place for each class of the label column.</summary>
    public ClassificationHead Head { get; }

    /// <summary>What the training gave, for the classes that have pictures.</summary>
    public HeadTrainingResult Result { get; }

    /// <summary>Which pictures were held out together.</summary>
    public ValidationGroups Groups { get; }

    /// <summary>The pictures that were measured: those of the validation set, or those held out.</summary>
    public IReadOnlyList<MeasuredPicture> Measured { get; private init; } = [];

    /// <summary>How good these are; null if none was measured.</summary>
    public ClassificationMetrics? Metrics { get; private init; }

    /// <summary>The same without the temperature.</summary>
    public ClassificationMetrics? MetricsBeforeScaling { get; private init; }

    /// <summary>Trains it.</summary>
    /// <param name="pictures">What it is trained on.</param>
    /// <param name="validation">What it is measured on; null: by cross-validation.</param>
    /// <param name="classes">How many classes the label column has.</param>
    /// <param name="features">How many features a picture has.</param>
    /// <param name="prior">The classifier that the network was trained with; null if it is not to be looked at.</param>
    /// <param name="options">How it is trained, and who is told.</param>
    public static TrainedHead Train(
        PictureSet pictures, PictureSet? validation, int classes, int features, ClassificationHead? prior, EfficientNetClassificationOptions options)
    {
        int[] counts = pictures.Entries.CountBy(picture => picture.Label, classes);
        int[] present = [.. Enumerable.Range(0, classes).Where(label => counts[label] > 0)];
        ValidationGroups groups = ValidationGroups.Of(pictures.Entries);
        HeadExamples examples = ExamplesOf(pictures.Entries, groups, present, features);
        var progress = options.Progress is null ? null : new HeadProgress(options.Progress);
        HeadTrainingResult result = HeadTrainer.Train(
            examples,
            present.Length,
            OfPresent(options.Head with { Prior = options.Head.Prior ?? prior }, present),
            progress,
            options.CancellationToken);
        ClassificationHead head = Expand(result.Head, present, classes);
        return validation is null
            ? OfHeldOut(head, result, groups, pictures.Entries, present, classes)
            : OfValidation(head, result, groups, validation.Entries);
    }

    /// <summary>What came of it, for a log.</summary>
    public string Describe(TimeSpan time) =>
        $"the head is trained after {time.TotalSeconds:0.0} s: L2 {Result.L2:g3}{(Result.UsesPrior ? " towards the network's own classes" : "")}, temperature {Result.Temperature:0.00}"
        + (Metrics is null ? ", not validated." : $", accuracy {Metrics.Accuracy:0.000}, log-loss {Metrics.LogLoss:0.000}, calibration error {Metrics.ExpectedCalibrationError:0.000} on {Texts.Pictures(Metrics.Rows)} not trained on.");

    private static HeadExamples ExamplesOf(IReadOnlyList<PictureEntry> pictures, ValidationGroups validationGroups, int[] present, int features)
    {
        int rowsPerPicture = pictures[0].Features.Length / features;
        long rows = (long)pictures.Count * rowsPerPicture;
        if (rows * features > Array.MaxLength)
        {
            throw new ArgumentException(
                $"{nameof(EfficientNetClassificationCatalog.EfficientNetClassification)}: {Texts.Pictures(pictures.Count)} in {rowsPerPicture} views of {features:N0} features each are more numbers than an array holds. Set {nameof(EfficientNetClassificationOptions.AugmentedViews)} lower.");
        }

        int[] classOf = new int[present[^1] + 1];
        for (int index = 0; index < present.Length; index++)
        {
            classOf[present[index]] = index;
        }

        float[] all = new float[rows * features];
        int[] labels = new int[rows];
        int[] groups = new int[rows];
        bool[] isPlain = new bool[rows];
        for (int picture = 0; picture < pictures.Count; picture++)
        {
            int first = picture * rowsPerPicture;
            pictures[picture].Features.CopyTo(all, (long)first * features);
            labels.AsSpan(first, rowsPerPicture).Fill(classOf[pictures[picture].Label]);
            groups.AsSpan(first, rowsPerPicture).Fill(validationGroups.OfPicture[picture]);
            isPlain[first] = true;
        }

        return new HeadExamples(all, features, labels, groups, isPlain);
    }

    /// <summary>The options for the classes that have pictures, of which alone the trainer is told.</summary>
    private static HeadTrainingOptions OfPresent(HeadTrainingOptions options, int[] present)
        => options.ClassWeights is { } weights ? options with { ClassWeights = [.. present.Select(label => weights[label])] } : options;

    /// <summary>The head with a place for classes without pictures, too: they are never predicted.</summary>
    private static ClassificationHead Expand(ClassificationHead head, int[] present, int classes)
    {
        if (present.Length == classes)
        {
            return head;
        }

        int width = head.Weight.Length / head.Classes;
        float[] weight = new float[classes * width];
        float[] bias = new float[classes];
        Array.Fill(bias, Never);
        for (int index = 0; index < present.Length; index++)
        {
            head.Weight.Span.Slice(index * width, width).CopyTo(weight.AsSpan(present[index] * width));
            bias[present[index]] = head.Bias.Span[index];
        }

        return new ClassificationHead(head.Features, head.HiddenWeight.ToArray(), head.HiddenBias.ToArray(), weight, bias);
    }

    private static TrainedHead OfHeldOut(
        ClassificationHead head, HeadTrainingResult result, ValidationGroups groups, IReadOnlyList<PictureEntry> pictures, int[] present, int classes)
    {
        if (result.Validation is null)
        {
            return new TrainedHead(head, result, groups);
        }

        int rowsPerPicture = pictures[0].Features.Length / head.Features;
        PictureEntry[] measured = [.. result.ValidationRows.Select(row => pictures[row / rowsPerPicture])];
        int[] labels = [.. measured.Select(picture => picture.Label)];
        float[] probabilities = Expand(result.ValidationProbabilities.Span, present, classes);
        return new TrainedHead(head, result, groups)
        {
            Measured = Measure(measured, probabilities, classes),
            Metrics = new ClassificationMetrics(labels, probabilities, classes),
            MetricsBeforeScaling = new ClassificationMetrics(labels, Expand(result.UnscaledValidationProbabilities.Span, present, classes), classes),
        };
    }

    private static TrainedHead OfValidation(ClassificationHead head, HeadTrainingResult result, ValidationGroups groups, IReadOnlyList<PictureEntry> pictures)
    {
        int classes = head.Classes;
        int[] labels = [.. pictures.Select(picture => picture.Label)];
        float[] probabilities = new float[pictures.Count * classes];
        float[] before = new float[probabilities.Length];
        for (int picture = 0; picture < pictures.Count; picture++)
        {
            Span<float> row = before.AsSpan(picture * classes, classes);
            ReadOnlySpan<float> features = pictures[picture].Features.AsSpan(0, head.Features);
            head.Probabilities(features, probabilities.AsSpan(picture * classes, classes));

            // The head's numbers have the temperature in them.
            head.Logits(features, row);
            TensorPrimitives.Multiply(row, result.Temperature, row);
            TensorPrimitives.SoftMax<float>(row, row);
        }

        return new TrainedHead(head, result, groups)
        {
            Measured = Measure(pictures, probabilities, classes),
            Metrics = new ClassificationMetrics(labels, probabilities, classes),
            MetricsBeforeScaling = new ClassificationMetrics(labels, before, classes),
        };
    }

    private static MeasuredPicture[] Measure(IReadOnlyList<PictureEntry> pictures, float[] probabilities, int classes)
        => [.. pictures.Select((picture, index) => new MeasuredPicture(picture.Row, picture.Name, picture.Label, probabilities.AsMemory(index * classes, classes)))];

    private static float[] Expand(ReadOnlySpan<float> probabilities, int[] present, int classes)
    {
        int rows = probabilities.Length / present.Length;
        float[] all = new float[rows * classes];
        for (int row = 0; row < rows; row++)
        {
            for (int index = 0; index < present.Length; index++)
            {
                all[(row * classes) + present[index]] = probabilities[(row * present.Length) + index];
            }
        }

        return all;
    }
}
