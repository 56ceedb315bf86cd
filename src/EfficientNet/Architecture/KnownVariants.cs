using static EfficientNet.Architecture.BlockKind;

namespace EfficientNet.Architecture;

/// <summary>The tables of the published networks, and how they are found by name.</summary>
internal static class KnownVariants
{
    /// <summary>arXiv 1905.11946, table 1; squeeze-and-excitation of a quarter of the block's input everywhere.</summary>
    private static readonly IReadOnlyList<StageSpecification> _efficientNet =
    [
        //  kind               repeats kernel stride expansion channels squeeze
        new(DepthwiseSeparable,     1,     3,     1,        1,      16,    0.25),
        new(MBConv,                 2,     3,     2,        6,      24,    0.25),
        new(MBConv,                 2,     5,     2,        6,      40,    0.25),
        new(MBConv,                 3,     3,     2,        6,      80,    0.25),
        new(MBConv,                 3,     5,     1,        6,     112,    0.25),
        new(MBConv,                 4,     5,     2,        6,     192,    0.25),
        new(MBConv,                 1,     3,     1,        6,     320,    0.25),
    ];

    /// <summary>EfficientNet-Lite: the same without squeeze-and-excitation.</summary>
    private static readonly IReadOnlyList<StageSpecification> _lite =
        [.. _efficientNet.Select(stage => stage with { SqueezeRatioOfBlockInput = 0 })];

    /// <summary>
    /// One row a network. The resolution is that of the published weights under each of timm's two names; where
    /// there are none, the authors'.
    /// </summary>
    private static readonly (string ShortName, double Width, double Depth, int TensorFlow, int Symmetric, double Dropout)[] _efficientNets =
    [
        ("B0", 1.0, 1.0, 224, 224, 0.2),
        ("B1", 1.0, 1.1, 240, 240, 0.2),
        ("B2", 1.1, 1.2, 260, 256, 0.3),
        ("B3", 1.2, 1.4, 300, 288, 0.3),
        ("B4", 1.4, 1.8, 380, 320, 0.4),
        ("B5", 1.6, 2.2, 456, 448, 0.4),
        ("B6", 1.8, 2.6, 528, 528, 0.5),
        ("B7", 2.0, 3.1, 600, 600, 0.5),
        ("B8", 2.2, 3.6, 672, 672, 0.5),
        ("L2", 4.3, 5.3, 475, 800, 0.5),
    ];

    private static readonly (string ShortName, double Width, double Depth, int TensorFlow, int Symmetric, double Dropout)[] _lites =
    [
        ("Lite0", 1.0, 1.0, 224, 224, 0.2),
        ("Lite1", 1.0, 1.1, 240, 240, 0.2),
        ("Lite2", 1.1, 1.2, 260, 260, 0.3),
        ("Lite3", 1.2, 1.4, 300, 300, 0.3),
        ("Lite4", 1.4, 1.8, 380, 380, 0.3),
    ];

    public static IReadOnlyList<EfficientNetVariant> All { get; } = [.. Build(PaddingMode.TensorFlowSame), .. Build(PaddingMode.Symmetric)];

    public static EfficientNetVariant? Find(string? name)
    {
        if (name is null)
        {
            return null;
        }

        var withoutTag = name.Split('.')[0];
        return All.FirstOrDefault(variant => withoutTag.Equals(variant.Name, StringComparison.OrdinalIgnoreCase))
            ?? All.FirstOrDefault(variant => name.Equals(variant.ShortName, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The known names that the fewest single-character edits lead to.</summary>
    public static IEnumerable<string> Nearest(string name, int count)
    {
        var wanted = name.Split('.')[0].ToLowerInvariant();
        return All.Select(variant => variant.Name)
            .Concat(All.Select(variant => variant.ShortName))
            .Distinct()
            .OrderBy(candidate => EditDistance(wanted, candidate.ToLowerInvariant()))
            .Take(count);
    }

    private static IEnumerable<EfficientNetVariant> Build(PaddingMode padding)
    {
        var isTensorFlow = padding == PaddingMode.TensorFlowSame;
        var prefix = isTensorFlow ? "tf_efficientnet_" : "efficientnet_";
        foreach (var row in _efficientNets.Concat(_lites))
        {
            var isLite = _lites.Contains(row);
            yield return new EfficientNetVariant
            {
                Name = prefix + row.ShortName.ToLowerInvariant(),
                ShortName = row.ShortName,
                Stages = isLite ? _lite : _efficientNet,
                WidthMultiplier = row.Width,
                DepthMultiplier = row.Depth,
                Resolution = isTensorFlow ? row.TensorFlow : row.Symmetric,
                DropoutRate = row.Dropout,
                Padding = padding,
                BatchNormEpsilon = isTensorFlow ? 1e-3 : 1e-5,
                Activation = isLite ? ActivationFunction.Relu6 : ActivationFunction.Swish,
                ScalesStem = !isLite,
                ScalesHead = !isLite,
                ScalesFirstAndLastStage = !isLite,
            };
        }
    }

    private static int EditDistance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var current = new int[right.Length + 1];
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replace = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(replace, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[^1];
    }
}
