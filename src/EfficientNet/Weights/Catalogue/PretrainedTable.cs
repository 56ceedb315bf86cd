using System.Globalization;
using EfficientNet.Architecture;
using EfficientNet.Imaging;

namespace EfficientNet.Weights;

/// <summary>Reads the embedded table of trained weights and looks things up in it.</summary>
internal static class PretrainedTable
{
    private const string ResourceName = "pretrained.tsv";

    public static IReadOnlyList<PretrainedConfiguration> All { get; } = Read();

    public static PretrainedConfiguration? Find(string id)
        => All.FirstOrDefault(row => id.Equals(row.Id, StringComparison.OrdinalIgnoreCase) || id.Equals(row.HubRepository, StringComparison.OrdinalIgnoreCase))
            ?? (id.Contains('.') ? null : PretrainedConfiguration.DefaultOf(EfficientNetVariant.TryParse(id, out var variant) ? variant.Name : id));

    /// <summary>The ids that the fewest single-character edits lead to.</summary>
    public static IEnumerable<string> Nearest(string id, int count)
    {
        var wanted = id.ToLowerInvariant();
        return All.Select(row => row.Id).OrderBy(candidate => KnownVariants.EditDistance(wanted, candidate)).Take(count);
    }

    private static IReadOnlyList<PretrainedConfiguration> Read()
    {
        using var stream = typeof(PretrainedTable).Assembly.GetManifestResourceStream(ResourceName)!;
        using var reader = new StreamReader(stream);
        var rows = new List<PretrainedConfiguration>();
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                rows.Add(Row(line.Split('\t')));
            }
        }

        return rows.AsReadOnly();
    }

    private static PretrainedConfiguration Row(string[] fields)
    {
        if (fields is not [var id, var repository, var license, var size, var crop, var testSize, var testCrop, var cropMode, var interpolation,
            var normalization, var classes, var top1, var top5, var epsilon])
        {
            throw new InvalidDataException($"{ResourceName}: a row of 14 fields was expected, found {fields.Length}: {string.Join(' ', fields)}");
        }

        var preprocessing = new Preprocessing
        {
            Width = int.Parse(size, CultureInfo.InvariantCulture),
            Height = int.Parse(size, CultureInfo.InvariantCulture),
            CropFraction = Fraction(crop),
            CropMode = Enum.Parse<CropMode>(cropMode, ignoreCase: true),
            Interpolation = Enum.Parse<Interpolation>(interpolation, ignoreCase: true),
            Mean = normalization == "half" ? RgbValues.Half : RgbValues.ImageNetMean,
            Deviation = normalization == "half" ? RgbValues.Half : RgbValues.ImageNetDeviation,
        };
        return new PretrainedConfiguration
        {
            Id = id,
            HubRepository = repository == "-" ? null : repository,
            License = license,
            Preprocessing = preprocessing,
            TestPreprocessing = Number(testSize) is { } side
                ? preprocessing with { Width = (int)side, Height = (int)side, CropFraction = Number(testCrop) ?? preprocessing.CropFraction }
                : null,
            ClassCount = int.Parse(classes, CultureInfo.InvariantCulture),
            Top1 = Number(top1),
            Top5 = Number(top5),
            BatchNormEpsilon = Number(epsilon),
        };
    }

    /// <summary>A fraction, or one written as crop/resize.</summary>
    private static double Fraction(string text)
        => text.Split('/') is [var crop, var resize] ? Number(crop)!.Value / Number(resize)!.Value : Number(text)!.Value;

    private static double? Number(string text) => text == "-" ? null : double.Parse(text, CultureInfo.InvariantCulture);
}
