using System.Diagnostics.CodeAnalysis;
using EfficientNet.Imaging;

namespace EfficientNet.Weights;

/// <summary>What was learnt: facts about one file of trained weights, as timm or torchvision publish them.</summary>
public sealed record PretrainedConfiguration
{
    /// <summary>
    /// Every known file of weights: timm's, which lie on the Hugging Face hub, and torchvision's (tags <c>tv_in1k</c> and <c>tv2_in1k</c>).
    /// Of each variant, the weights that <see cref="DefaultOf"/> gives come first.
    /// </summary>
    public static IReadOnlyList<PretrainedConfiguration> All => PretrainedTable.All;

    /// <summary>EfficientNet-Lite0 as it was trained on ImageNet-1k; the weights that the package EfficientNet.Weights.Lite0 bundles.</summary>
    public static PretrainedConfiguration Lite0 => Parse("tf_efficientnet_lite0.in1k");

    /// <summary>
    /// What the parts of a <see cref="Tag"/> mean, such as <c>ap</c>: AdvProp. The words of a tag are joined by underscores; <c>ft</c> stands
    /// between what came first and what the weights were fine-tuned on.
    /// </summary>
    public static IReadOnlyDictionary<string, string> TagMeanings => TrainingTags.Meanings;

    /// <summary>The weights' id: variant and training tag, with a dot between them, such as <c>tf_efficientnet_lite0.in1k</c>.</summary>
    public required string Id { get; init; }

    /// <summary>How pictures were prepared when the weights were published and evaluated, and must be prepared again.</summary>
    public required Preprocessing Preprocessing { get; init; }

    /// <summary>
    /// The preprocessing at the larger size at which the weights do better than at their training size, slower;
    /// <see langword="null"/> if none is published.
    /// </summary>
    public Preprocessing? TestPreprocessing { get; init; }

    /// <summary>How many classes the weights tell apart, the length of the logits.</summary>
    public required int ClassCount { get; init; }

    /// <summary>The licence of the weights, as an SPDX identifier in lower case; for torchvision's, that of torchvision.</summary>
    public required string License { get; init; }

    /// <summary>
    /// The repository on the Hugging Face hub that offers them as <c>model.safetensors</c>; <see langword="null"/> for torchvision's weights,
    /// which are not there.
    /// </summary>
    public required string? HubRepository { get; init; }

    /// <summary>The published share of ImageNet's validation pictures whose class comes first, in per cent; <see langword="null"/> if none is.</summary>
    public double? Top1 { get; init; }

    /// <summary>The published share of ImageNet's validation pictures whose class is among the first five, in per cent; <see langword="null"/> if none is.</summary>
    public double? Top5 { get; init; }

    /// <summary>
    /// What BatchNorm adds to the variance in these weights, where that is not what the variant's design says (torchvision's B5 to B7 and V2);
    /// <see langword="null"/> where it is.
    /// </summary>
    public double? BatchNormEpsilon { get; init; }

    /// <summary>The part of <see cref="Id"/> before the dot: what was designed.</summary>
    public string Variant => Id.Split('.', 2)[0];

    /// <summary>The part of <see cref="Id"/> behind the dot: how it was trained; empty if there is none. <see cref="TagMeanings"/> explains it.</summary>
    public string Tag => Id.Split('.', 2) is [_, var tag] ? tag : "";

    /// <summary>How and on what it was trained, in words: the meanings of the tag's parts in their order.</summary>
    public string Training => string.Join("; ", TrainingTags.Split(Tag).Select(part => TagMeanings.GetValueOrDefault(part, part)));

    /// <summary>Finds weights by their id, in upper or lower case.</summary>
    /// <param name="id">
    /// An id (<c>tf_efficientnetv2_s.in21k_ft_in1k</c>), the repository on the hub (<c>timm/tf_efficientnetv2_s.in21k_ft_in1k</c>), or a variant
    /// (<c>tf_efficientnet_b0</c>, <c>B0</c>, <c>Lite4</c>), which stands for its default weights.
    /// </param>
    /// <exception cref="ArgumentException">There are no such weights; the message has the nearest ids.</exception>
    public static PretrainedConfiguration Parse(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return TryParse(id, out var configuration)
            ? configuration
            : throw new ArgumentException(
                $"There are no weights known as '{id}'. Nearest: {string.Join(", ", PretrainedTable.Nearest(id, 3))}. PretrainedConfiguration.All lists every one.",
                nameof(id));
    }

    /// <summary>Finds weights by their id as <see cref="Parse"/> does, without an exception.</summary>
    /// <param name="id">An id; null is that of no weights.</param>
    /// <param name="configuration">The weights, or null if there are none of that id.</param>
    /// <returns>Whether there are any.</returns>
    public static bool TryParse(string? id, [NotNullWhen(true)] out PretrainedConfiguration? configuration)
    {
        configuration = id is null ? null : PretrainedTable.Find(id);
        return configuration is not null;
    }

    /// <summary>The weights that timm takes for a variant if nothing else is said; torchvision's where timm has none.</summary>
    /// <param name="variant">timm's name of the variant, such as <c>tf_efficientnet_b0</c>, in upper or lower case.</param>
    /// <returns>The weights, or null if none are known for the variant.</returns>
    public static PretrainedConfiguration? DefaultOf(string variant)
    {
        ArgumentNullException.ThrowIfNull(variant);
        return All.FirstOrDefault(configuration => configuration.Variant.Equals(variant, StringComparison.OrdinalIgnoreCase));
    }

    /// <inheritdoc/>
    public override string ToString() => Id;
}
