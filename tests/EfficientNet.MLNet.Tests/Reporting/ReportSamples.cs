using System.Globalization;
using EfficientNet.Imaging;
using EfficientNet.MLNet.Reporting;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Tests.Reporting;

/// <summary>Contents of reports, made up.</summary>
internal static class ReportSamples
{
    /// <summary>Names that do damage wherever they are not escaped.</summary>
    public static readonly string[] OddNames =
    [
        "</script><script>window.broken = 1; alert(1)</script>",
        "<img src=x onerror=\"window.broken = 1\">",
        "\" onmouseover=\"window.broken = 1\" x=\"",
        "' & &amp; &#39; \\u0022",
        "\U0001F41D bees \U0001F469\u200D\U0001F52C",
        "\u05D3\u05D1\u05D5\u05E8\u05D9\u05DD \u202E gnp.live",
        "two\nlines\r\nand\ta tab",
        "nothing\0here",
        new string('m', 300),
        "",
        "  ",
        "half \uD83D of a pair",
        "{{x}} ${y} `z`\u2028line",
    ];

    /// <summary>A training on a few classes of drawn pictures, with everything a report can have.</summary>
    public static ReportContent Full(params string[] names)
    {
        names = names.Length > 0 ? names : ["ants", "bees", "wasps", "hover flies"];
        var random = new Random(5);
        int count = names.Length;
        int[,] confusion = new int[count, count];
        for (int actual = 0; actual < count; actual++)
        {
            confusion[actual, actual] = 40 + random.Next(20);
            for (int predicted = 0; predicted < count; predicted++)
            {
                confusion[actual, predicted] += actual != predicted && random.Next(3) > 0 ? random.Next(6) : 0;
            }
        }

        return new ReportContent
        {
            Title = "Insects",
            Date = new DateTimeOffset(2026, 3, 14, 15, 9, 0, TimeSpan.Zero),
            Summary = new ReportSummary
            {
                Validation = "5-fold cross-validation",
                Accuracy = Share(confusion),
                LogLoss = 0.2134,
                CalibrationErrorBefore = 0.0467,
                CalibrationErrorAfter = 0.0182,
                Temperature = 0.8123,
                TrainingPictures = confusion.Cast<int>().Sum(),
                ValidationPictures = 24,
                Durations =
                [
                    new("reading and features", TimeSpan.FromSeconds(9.84)), new("head", TimeSpan.FromSeconds(0.52)), new("heat maps", TimeSpan.FromSeconds(1.2)),
                ],
            },
            Classes = [.. names.Select((name, index) => Class(name, index, confusion))],
            Confusion = confusion,
            Curve = [.. Enumerable.Range(0, 60).Select(i => new ReportCurvePoint(i, (1.2 * Math.Exp(-i / 9.0)) + 0.08, (1.15 * Math.Exp(-i / 8.0)) + 0.21, 0.94 - (0.5 * Math.Exp(-i / 7.0))))],
            Penalties = [.. Enumerable.Range(-6, 7).Select(power => new ReportPenalty(Math.Pow(10, power), 0.21 + (0.02 * (power + 3) * (power + 3)), power == -3))],
            ReliabilityBefore = Bins(0.09),
            ReliabilityAfter = Bins(0.02),
            Mistakes = [.. Enumerable.Range(0, 7).Select(i => Mistake(i, count))],
            Duplicates = [.. Enumerable.Range(0, 3).Select(i => Duplicates(i, count))],
            Skipped = [new("broken/cut.jpg", "JPEG of 500 x 375 pixels ends before its end marker; it is cut off"), new("broken/notes.txt", "not a picture; its first bytes are 6E 6F 74 65")],
            Warnings = ["1 group of near duplicates has pictures in both training and validation sets.", $"The class '{names[0]}' has only {names.Length} pictures."],
            Network = new ReportNetwork
            {
                Id = "tf_efficientnet_lite0.in1k",
                Variant = "tf_efficientnet_lite0",
                Source = "bundled in EfficientNet.Weights.Lite0",
                Training = "ImageNet-1k",
                Licence = "apache-2.0",
                Parameters = 4_652_008,
                Features = 1280,
                Preprocessing = "224 x 224, centre crop of 0.875, bicubic, mean and deviation 0.5",
                Precision = "single precision",
            },
            Options = [new("Views", "4"), new("Augmentations", "HorizontalFlip, RandomResizedCrop(0.5 to 1)"), new("Seed", "1")],
        };
    }

    /// <summary>1,000 classes of ten pictures each, with nothing to look at but figures.</summary>
    public static ReportContent Large()
    {
        const int classes = 1000;
        var random = new Random(3);
        int[,] confusion = new int[classes, classes];
        for (int actual = 0; actual < classes; actual++)
        {
            for (int i = 0; i < 10; i++)
            {
                confusion[actual, random.Next(4) > 0 ? actual : Math.Clamp(actual + random.Next(-3, 4), 0, classes - 1)]++;
            }
        }

        string[] names = [.. Enumerable.Range(1, classes).Select(number => $"class {number.ToString(CultureInfo.InvariantCulture)}")];
        ReportContent full = Full();
        ReportDuplicates[] duplicates = [.. Enumerable.Range(0, 3).Select(i => Duplicates(i, classes))];
        return full with
        {
            Summary = full.Summary with { Accuracy = Share(confusion), TrainingPictures = 10 * classes, ValidationPictures = 0 },
            Classes = [.. names.Select((name, index) => Class(name, index, confusion, thumbnails: 0) with { ValidationPictures = 0 })],
            Confusion = confusion,
            Duplicates = [.. Enumerable.Range(0, 900).Select(i => duplicates[i % 3])],
            Skipped = [.. Enumerable.Range(0, 2000).Select(i => new ReportSkipped($"pictures/{i.ToString(CultureInfo.InvariantCulture)}.jpg", "the file is empty"))],
        };
    }

    /// <summary>No more than every training has.</summary>
    public static ReportContent Least()
    {
        ReportContent full = Full();
        return new ReportContent
        {
            Date = full.Date,
            Summary = new ReportSummary { Validation = "nothing", TrainingPictures = 2 },
            Classes = [new ReportClass { Name = "a", TrainingPictures = 1 }, new ReportClass { Name = "b", TrainingPictures = 1 }],
            Network = new ReportNetwork { Id = "own.safetensors", Variant = "efficientnet_b0" },
        };
    }

    private static ReportClass Class(string name, int index, int[,] confusion, int thumbnails = 6)
    {
        int classes = confusion.GetLength(0);
        int support = Enumerable.Range(0, classes).Sum(predicted => confusion[index, predicted]);
        int predicted = Enumerable.Range(0, classes).Sum(actual => confusion[actual, index]);
        double? precision = predicted == 0 ? null : (double)confusion[index, index] / predicted;
        double? recall = support == 0 ? null : (double)confusion[index, index] / support;
        return new ReportClass
        {
            Name = name,
            TrainingPictures = support,
            ValidationPictures = 6,
            Precision = precision,
            Recall = recall,
            F1 = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : null,
            Support = support,
            Thumbnails = [.. Enumerable.Range(0, thumbnails).Select(i => Picture($"{name} {i}", index % 2 == 0, (index * 10) + i + 1))],
        };
    }

    private static ReportMistake Mistake(int index, int classes) => new()
    {
        Name = $"pictures/some folder/a rather long file name of a photograph {index.ToString(CultureInfo.InvariantCulture)}.jpg",
        TrueClass = index % classes,
        PredictedClass = (index + 1) % classes,
        Probability = 0.99 - (index * 0.04),
        TrueProbability = index == 3 ? null : 0.008 + (index * 0.03),
        Picture = Picture("a picture", index % 2 == 0, index + 40, ReportLimits.MistakeSide),
        HeatMap = index == 2 ? null : HeatMap(index + 40),
    };

    private static ReportDuplicates Duplicates(int index, int classes) => new(index,
    [
        new ReportDuplicate { Name = "ants/original.jpg", Class = 0, Picture = Picture("original.jpg", true, index + 80) },
        new ReportDuplicate { Name = "ants/copy of the original, saved once more.jpg", Class = index == 2 ? classes - 1 : 0, IsValidation = index == 1, Picture = Picture("copy.jpg", true, index + 80) },
    ]);

    private static ReportReliabilityBin[] Bins(double error)
        => [.. Enumerable.Range(0, 15).Select(i => new ReportReliabilityBin(i / 15.0, (i + 1) / 15.0, i < 3 ? 0 : i * i, (i + 0.5) / 15, i < 3 ? 0 : Math.Clamp(((i + 0.5) / 15) + (error * Math.Sin(i * 2)), 0, 1)))];

    private static double Share(int[,] confusion)
        => (double)Enumerable.Range(0, confusion.GetLength(0)).Sum(i => confusion[i, i]) / confusion.Cast<int>().Sum();

    private static ReportPicture Picture(string name, bool discs, int seed, int side = ReportLimits.ThumbnailSide)
    {
        using MLImage image = Pictures.Image(discs, seed, width: 320, height: 240);
        return ReportThumbnail.Of(name, image.Pixels, image.Height, image.Width, PixelOrder.Bgra, side);
    }

    private static ReportPicture HeatMap(int seed)
    {
        using MLImage image = Pictures.Image(discs: true, seed, width: 320, height: 240);
        byte[] pixels = image.Pixels.ToArray();
        for (int i = 0; i < pixels.Length; i += 4)
        {
            double fromCentre = Math.Sqrt(Math.Pow((i / 4 % 320) - 160, 2) + Math.Pow((i / 4 / 320) - 120, 2));
            double heat = Math.Exp(-fromCentre * fromCentre / 5000);
            pixels[i] = (byte)(pixels[i] * (1 - (0.7 * heat)));
            pixels[i + 2] = (byte)Math.Min(255, pixels[i + 2] + (180 * heat));
        }

        return ReportThumbnail.Of("heat map", pixels, 240, 320, PixelOrder.Bgra, ReportLimits.MistakeSide);
    }
}
