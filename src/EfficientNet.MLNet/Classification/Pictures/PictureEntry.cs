using EfficientNet.Imaging;

namespace EfficientNet.MLNet.Classification;

/// <summary>A picture that is trained or measured on.</summary>
internal sealed class PictureEntry
{
    /// <summary>The number of its row in the data, from 0.</summary>
    public required long Row { get; init; }

    /// <summary>Its path, or what else it is called.</summary>
    public required string Name { get; init; }

    /// <summary>Its class.</summary>
    public required int Label { get; init; }

    /// <summary>What its content is known by.</summary>
    public required UInt128 ContentHash { get; init; }

    /// <summary>What it looks like; null where that is not known, as of normalized pixels.</summary>
    public required PerceptualHash? PerceptualHash { get; init; }

    /// <summary>The features of the picture itself, then those of its augmented views.</summary>
    public required float[] Features { get; init; }
}
