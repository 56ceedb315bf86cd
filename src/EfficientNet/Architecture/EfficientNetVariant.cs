using System.Diagnostics.CodeAnalysis;

namespace EfficientNet.Architecture;

/// <summary>
/// The design of one network of the family: a table of stages, how it is scaled, and the family's quirks as properties.
/// What weights have learnt (preprocessing, labels, licence) is not part of it. An own design is a known one
/// changed by a <c>with</c> expression.
/// </summary>
public sealed record EfficientNetVariant
{
    /// <summary>The name timm gives it, e.g. <c>tf_efficientnet_b0</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The papers' name for it, e.g. <c>B0</c>, <c>Lite4</c>, <c>EdgeTPU-S</c> or <c>V2-M</c>; empty for an own design.</summary>
    public string ShortName { get; init; } = "";

    /// <summary>The stages, before scaling.</summary>
    public required IReadOnlyList<StageSpecification> Stages { get; init; }

    /// <summary>What channels are multiplied by; 1 by default. See <see cref="CompoundScaling.ScaleChannels"/>.</summary>
    public double WidthMultiplier { get; init; } = 1;

    /// <summary>
    /// The share of a scaled number of channels that rounding to a multiple of 8 must leave, 0 .. 1; 0.9 by default,
    /// 0 (always the nearest multiple) in V2-B0 to V2-B3.
    /// </summary>
    public double LeastShareOfChannelsKept { get; init; } = 0.9;

    /// <summary>What the stages' repeats are multiplied by; 1 by default. See <see cref="CompoundScaling.ScaleRepeats"/>.</summary>
    public double DepthMultiplier { get; init; } = 1;

    /// <summary>Height and width, in pixels, of the pictures it was designed for. It takes any other size.</summary>
    public required int Resolution { get; init; }

    /// <summary>Share of the pooled features dropped in training, 0 .. 1; nothing is dropped in inference.</summary>
    public double DropoutRate { get; init; } = 0.2;

    /// <summary>Where convolutions put their zeros.</summary>
    public PaddingMode Padding { get; init; } = PaddingMode.TensorFlowSame;

    /// <summary>What BatchNorm adds to the variance; 0.001 by default.</summary>
    public double BatchNormEpsilon { get; init; } = 1e-3;

    /// <summary>The activation everywhere, squeeze-and-excitation included.</summary>
    public ActivationFunction Activation { get; init; } = ActivationFunction.Swish;

    /// <summary>Channels of the first convolution, before scaling; 32 by default.</summary>
    public int StemChannels { get; init; } = 32;

    /// <summary>Channels of the last convolution, before scaling, hence the pooled features; 1,280 by default.</summary>
    public int HeadChannels { get; init; } = 1280;

    /// <summary>Whether the width multiplier applies to <see cref="StemChannels"/>; true by default, false in Lite.</summary>
    public bool ScalesStem { get; init; } = true;

    /// <summary>Whether the width multiplier applies to <see cref="HeadChannels"/>; true by default, false in Lite.</summary>
    public bool ScalesHead { get; init; } = true;

    /// <summary>Whether the depth multiplier applies to the first and the last stage as well; true by default, false in Lite.</summary>
    public bool ScalesFirstAndLastStage { get; init; } = true;

    /// <summary>
    /// Every known variant: B0 to B8, L2, Lite0 to Lite4, EdgeTPU-S, -M, -L, V2-S, -M, -L, -XL, each as <c>tf_efficientnet*</c> (the
    /// authors' own padding and BatchNorm epsilon) and as <c>efficientnet*</c> (timm's, as PyTorch has them by default); V2-B0 to
    /// V2-B3 in the authors' alone, and timm's own V2-RW-T, -S, -M in timm's alone.
    /// </summary>
    public static IReadOnlyList<EfficientNetVariant> All => KnownVariants.All;

    /// <summary>Finds a known variant by its name, in upper or lower case.</summary>
    /// <param name="name">
    /// timm's name (<c>tf_efficientnetv2_b0</c>), one with a weights' tag (<c>tf_efficientnetv2_b0.in1k</c>; the tag is
    /// not looked at), or a short name (<c>B0</c>, <c>Lite4</c>, <c>V2-S</c>), which stands for the <c>tf_</c> variant where there is one.
    /// </param>
    /// <exception cref="ArgumentException">There is no such variant; the message has the nearest names.</exception>
    public static EfficientNetVariant Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return TryParse(name, out var variant)
            ? variant
            : throw new ArgumentException(
                $"There is no variant named '{name}'. Nearest: {string.Join(", ", KnownVariants.Nearest(name, 3))}. EfficientNetVariant.All lists every one.",
                nameof(name));
    }

    /// <summary>Finds a known variant by its name as <see cref="Parse"/> does, without an exception.</summary>
    /// <param name="name">A name; null is no variant's.</param>
    /// <param name="variant">The variant, or null if there is none of that name.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryParse(string? name, [NotNullWhen(true)] out EfficientNetVariant? variant)
    {
        variant = KnownVariants.Find(name);
        return variant is not null;
    }

    /// <summary>Works out the scaled network, block by block.</summary>
    /// <param name="classes">Outputs of the classifier; 0 for a network without one. 1,000 by default.</param>
    /// <exception cref="ArgumentException">The design is not sound; the message lists everything wrong with it.</exception>
    public Network Expand(int classes = 1000) => NetworkExpansion.Expand(this, classes);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
