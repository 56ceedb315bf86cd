using static EfficientNet.Architecture.BlockKind;

namespace EfficientNet.Architecture;

/// <summary>The tables of EfficientNet (arXiv 1905.11946) and of its relatives for small devices.</summary>
internal static class EfficientNetTables
{
    private static readonly EfficientNetVariant _efficientNet = new()
    {
        Name = "EfficientNet",
        Resolution = 224,

        // arXiv 1905.11946, table 1; squeeze-and-excitation of a quarter of the block's input everywhere.
        Stages =
        [
            //  kind               repeats kernel stride expansion channels squeeze
            new(DepthwiseSeparable,     1,     3,     1,        1,      16,    0.25),
            new(MBConv,                 2,     3,     2,        6,      24,    0.25),
            new(MBConv,                 2,     5,     2,        6,      40,    0.25),
            new(MBConv,                 3,     3,     2,        6,      80,    0.25),
            new(MBConv,                 3,     5,     1,        6,     112,    0.25),
            new(MBConv,                 4,     5,     2,        6,     192,    0.25),
            new(MBConv,                 1,     3,     1,        6,     320,    0.25),
        ],
    };

    /// <summary>EfficientNet-Lite: the same without squeeze-and-excitation, and with ends that do not grow.</summary>
    private static readonly EfficientNetVariant _lite = _efficientNet with
    {
        Name = "EfficientNet-Lite",
        Stages = [.. _efficientNet.Stages.Select(stage => stage with { SqueezeRatioOfBlockInput = 0 })],
        Activation = ActivationFunction.Relu6,
        ScalesStem = false,
        ScalesHead = false,
        ScalesFirstAndLastStage = false,
    };

    /// <summary>
    /// EfficientNet-EdgeTPU (as the authors' published code has it): full convolutions where maps are large, no
    /// squeeze-and-excitation. The first stage expands as if it got 24 channels.
    /// </summary>
    private static readonly EfficientNetVariant _edgeTpu = new()
    {
        Name = "EfficientNet-EdgeTPU",
        Resolution = 224,
        Activation = ActivationFunction.Relu,
        Stages =
        [
            //  kind               repeats kernel stride expansion channels squeeze
            new(FusedMBConv,            1,     3,     1,        4,      24,    0) { ExpansionBaseChannels = 24, AllowsResidual = false },
            new(FusedMBConv,            2,     3,     2,        8,      32,    0),
            new(FusedMBConv,            4,     3,     2,        8,      48,    0),
            new(MBConv,                 5,     5,     2,        8,      96,    0),
            new(MBConv,                 4,     5,     1,        8,     144,    0),
            new(MBConv,                 2,     5,     2,        8,     192,    0),
        ],
    };

    public static IReadOnlyList<VariantFamily> Families { get; } =
    [
        //                                                 width depth TensorFlow symmetric dropout
        new(
            _efficientNet,
            new VariantRow("efficientnet_b0",    "B0",        1.0,  1.0,      224,      224,  0.2),
            new VariantRow("efficientnet_b1",    "B1",        1.0,  1.1,      240,      240,  0.2),
            new VariantRow("efficientnet_b2",    "B2",        1.1,  1.2,      260,      256,  0.3),
            new VariantRow("efficientnet_b3",    "B3",        1.2,  1.4,      300,      288,  0.3),
            new VariantRow("efficientnet_b4",    "B4",        1.4,  1.8,      380,      320,  0.4),
            new VariantRow("efficientnet_b5",    "B5",        1.6,  2.2,      456,      448,  0.4),
            new VariantRow("efficientnet_b6",    "B6",        1.8,  2.6,      528,      528,  0.5),
            new VariantRow("efficientnet_b7",    "B7",        2.0,  3.1,      600,      600,  0.5),
            new VariantRow("efficientnet_b8",    "B8",        2.2,  3.6,      672,      672,  0.5),
            new VariantRow("efficientnet_l2",    "L2",        4.3,  5.3,      475,      800,  0.5)),
        new(
            _lite,
            new VariantRow("efficientnet_lite0", "Lite0",     1.0,  1.0,      224,      224,  0.2),
            new VariantRow("efficientnet_lite1", "Lite1",     1.0,  1.1,      240,      240,  0.2),
            new VariantRow("efficientnet_lite2", "Lite2",     1.1,  1.2,      260,      260,  0.3),
            new VariantRow("efficientnet_lite3", "Lite3",     1.2,  1.4,      300,      300,  0.3),
            new VariantRow("efficientnet_lite4", "Lite4",     1.4,  1.8,      380,      380,  0.3)),
        new(
            _edgeTpu,
            new VariantRow("efficientnet_es",    "EdgeTPU-S", 1.0,  1.0,      224,      224,  0.2),
            new VariantRow("efficientnet_em",    "EdgeTPU-M", 1.0,  1.1,      240,      240,  0.2),
            new VariantRow("efficientnet_el",    "EdgeTPU-L", 1.2,  1.4,      300,      300,  0.3)),
    ];
}
