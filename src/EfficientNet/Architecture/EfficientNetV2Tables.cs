using static EfficientNet.Architecture.BlockKind;

namespace EfficientNet.Architecture;

/// <summary>
/// The tables of EfficientNetV2 (arXiv 2104.00298): its authors' own, and those that timm built from the paper's
/// figures before the authors' were published (RW).
/// </summary>
internal static class EfficientNetV2Tables
{
    /// <summary>arXiv 2104.00298, table 4; a fused block that expands by 1 is one convolution there.</summary>
    private static readonly EfficientNetVariant _small = new()
    {
        Name = "EfficientNetV2-S",
        Resolution = 300,
        StemChannels = 24,
        Stages =
        [
            //  kind       repeats kernel stride expansion channels squeeze
            new(Convolution,     2,    3,     1,        1,      24,    0),
            new(FusedMBConv,     4,    3,     2,        4,      48,    0),
            new(FusedMBConv,     4,    3,     2,        4,      64,    0),
            new(MBConv,          6,    3,     2,        4,     128,    0.25),
            new(MBConv,          9,    3,     1,        6,     160,    0.25),
            new(MBConv,         15,    3,     2,        6,     256,    0.25),
        ],
    };

    private static readonly EfficientNetVariant _medium = new()
    {
        Name = "EfficientNetV2-M",
        Resolution = 384,
        StemChannels = 24,
        Stages =
        [
            //  kind       repeats kernel stride expansion channels squeeze
            new(Convolution,     3,    3,     1,        1,      24,    0),
            new(FusedMBConv,     5,    3,     2,        4,      48,    0),
            new(FusedMBConv,     5,    3,     2,        4,      80,    0),
            new(MBConv,          7,    3,     2,        4,     160,    0.25),
            new(MBConv,         14,    3,     1,        6,     176,    0.25),
            new(MBConv,         18,    3,     2,        6,     304,    0.25),
            new(MBConv,          5,    3,     1,        6,     512,    0.25),
        ],
    };

    private static readonly EfficientNetVariant _large = new()
    {
        Name = "EfficientNetV2-L",
        Resolution = 384,
        Stages =
        [
            //  kind       repeats kernel stride expansion channels squeeze
            new(Convolution,     4,    3,     1,        1,      32,    0),
            new(FusedMBConv,     7,    3,     2,        4,      64,    0),
            new(FusedMBConv,     7,    3,     2,        4,      96,    0),
            new(MBConv,         10,    3,     2,        4,     192,    0.25),
            new(MBConv,         19,    3,     1,        6,     224,    0.25),
            new(MBConv,         25,    3,     2,        6,     384,    0.25),
            new(MBConv,          7,    3,     1,        6,     640,    0.25),
        ],
    };

    private static readonly EfficientNetVariant _extraLarge = new()
    {
        Name = "EfficientNetV2-XL",
        Resolution = 384,
        Stages =
        [
            //  kind       repeats kernel stride expansion channels squeeze
            new(Convolution,     4,    3,     1,        1,      32,    0),
            new(FusedMBConv,     8,    3,     2,        4,      64,    0),
            new(FusedMBConv,     8,    3,     2,        4,      96,    0),
            new(MBConv,         16,    3,     2,        4,     192,    0.25),
            new(MBConv,         24,    3,     1,        6,     256,    0.25),
            new(MBConv,         32,    3,     2,        6,     512,    0.25),
            new(MBConv,          8,    3,     1,        6,     640,    0.25),
        ],
    };

    /// <summary>V2-B0 to V2-B3, scaled as B0 to B3 are, but always to the nearest multiple of 8.</summary>
    private static readonly EfficientNetVariant _base = new()
    {
        Name = "EfficientNetV2-B",
        Resolution = 192,
        LeastShareOfChannelsKept = 0,
        Stages =
        [
            //  kind       repeats kernel stride expansion channels squeeze
            new(Convolution,     1,    3,     1,        1,      16,    0),
            new(FusedMBConv,     2,    3,     2,        4,      32,    0),
            new(FusedMBConv,     2,    3,     2,        4,      48,    0),
            new(MBConv,          3,    3,     2,        4,      96,    0.25),
            new(MBConv,          5,    3,     1,        6,     112,    0.25),
            new(MBConv,          8,    3,     2,        6,     192,    0.25),
        ],
    };

    /// <summary>timm's first reading of the small network: another first and last stage, and another head.</summary>
    private static readonly EfficientNetVariant _smallRw = _small with
    {
        Name = "EfficientNetV2-RW-S",
        HeadChannels = 1792,
        Stages =
        [
            _small.Stages[0] with { Kind = FusedMBConv },
            .. _small.Stages.Skip(1).SkipLast(1),
            _small.Stages[^1] with { Channels = 272 },
        ],
    };

    /// <summary>The same with a depth of 1.2, of 1.6 in the last two stages.</summary>
    private static readonly EfficientNetVariant _mediumRw = _smallRw with
    {
        Name = "EfficientNetV2-RW-M",
        Stages =
        [
            .. _smallRw.Stages.SkipLast(2).Select(stage => stage with { DepthMultiplier = 1.2 }),
            .. _smallRw.Stages.TakeLast(2).Select(stage => stage with { DepthMultiplier = 1.6 }),
        ],
    };

    /// <summary>Of the RW networks' dropout nothing is published: theirs is the small network's.</summary>
    public static IReadOnlyList<VariantFamily> Families { get; } =
    [
        //                                                               width depth TensorFlow symmetric dropout
        new(_small,      new VariantRow("efficientnetv2_s",    "V2-S",      1.0,  1.0,      300,      288,  0.2)),
        new(_medium,     new VariantRow("efficientnetv2_m",    "V2-M",      1.0,  1.0,      384,      320,  0.3)),
        new(_large,      new VariantRow("efficientnetv2_l",    "V2-L",      1.0,  1.0,      384,      384,  0.4)),
        new(_extraLarge, new VariantRow("efficientnetv2_xl",   "V2-XL",     1.0,  1.0,      384,      384,  0.4)),
        new(
            _base,
            new VariantRow("efficientnetv2_b0",                "V2-B0",     1.0,  1.0,      192,     null,  0.2),
            new VariantRow("efficientnetv2_b1",                "V2-B1",     1.0,  1.1,      192,     null,  0.2),
            new VariantRow("efficientnetv2_b2",                "V2-B2",     1.1,  1.2,      208,     null,  0.3),
            new VariantRow("efficientnetv2_b3",                "V2-B3",     1.2,  1.4,      240,     null,  0.3)),
        new(_small,      new VariantRow("efficientnetv2_rw_t", "V2-RW-T",   0.8,  0.9,     null,      224,  0.2)),
        new(_smallRw,    new VariantRow("efficientnetv2_rw_s", "V2-RW-S",   1.0,  1.0,     null,      288,  0.2)),
        new(_mediumRw,   new VariantRow("efficientnetv2_rw_m", "V2-RW-M",   1.2,  1.0,     null,      320,  0.2)),
    ];
}
