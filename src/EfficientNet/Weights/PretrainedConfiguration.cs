using EfficientNet.Imaging;

namespace EfficientNet.Weights;

/// <summary>What was learnt: facts about one file of trained weights, as timm publishes them.</summary>
public sealed record PretrainedConfiguration
{
    /// <summary>EfficientNet-Lite0 as it was trained on ImageNet-1k; the weights that the package EfficientNet.Weights.Lite0 bundles.</summary>
    public static PretrainedConfiguration Lite0 { get; } = new()
    {
        Id = "tf_efficientnet_lite0.in1k",
        Preprocessing = new Preprocessing { Width = 224, Height = 224, CropFraction = 0.875, Interpolation = Interpolation.Bicubic, Mean = RgbValues.Half, Deviation = RgbValues.Half },
        ClassCount = 1000,
        License = "apache-2.0",
        HubRepository = "timm/tf_efficientnet_lite0.in1k",
        Top1 = 74.846,
        Top5 = 92.18,
    };

    /// <summary>The weights' id: variant and training tag, with a dot between them, such as <c>tf_efficientnet_lite0.in1k</c>.</summary>
    public required string Id { get; init; }

    /// <summary>How pictures were prepared in training and must be prepared again.</summary>
    public required Preprocessing Preprocessing { get; init; }

    /// <summary>How many classes the weights tell apart, the length of the logits.</summary>
    public required int ClassCount { get; init; }

    /// <summary>The licence of the weights, as an SPDX identifier in lower case.</summary>
    public required string License { get; init; }

    /// <summary>The repository on the Hugging Face hub that offers them as <c>model.safetensors</c>.</summary>
    public required string HubRepository { get; init; }

    /// <summary>The published share of ImageNet's validation pictures whose class comes first, in per cent; <see langword="null"/> if none is.</summary>
    public double? Top1 { get; init; }

    /// <summary>The published share of ImageNet's validation pictures whose class is among the first five, in per cent; <see langword="null"/> if none is.</summary>
    public double? Top5 { get; init; }

    /// <summary>The part of <see cref="Id"/> before the dot: what was designed.</summary>
    public string Variant => Id.Split('.', 2)[0];

    /// <summary>The part of <see cref="Id"/> behind the dot: how it was trained; empty if there is none.</summary>
    public string Tag => Id.Split('.', 2) is [_, var tag] ? tag : "";
}
