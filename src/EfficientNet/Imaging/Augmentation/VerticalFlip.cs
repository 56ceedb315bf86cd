using System.Globalization;

namespace EfficientNet.Imaging;

/// <summary>
/// Mirrors a picture top to bottom, or leaves it as it is (torchvision: <c>RandomVerticalFlip</c>). For pictures without an up and down, such as
/// those from above or through a microscope.
/// </summary>
public sealed class VerticalFlip : PictureAugmentation
{
    /// <summary>Makes the augmentation.</summary>
    /// <param name="probability">How often a picture is mirrored, 0 to 1. Default: 0.5.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not 0 to 1.</exception>
    public VerticalFlip(double probability = 0.5)
    {
        Probability = Chance.Check(probability);
    }

    /// <summary>How often a picture is mirrored, 0 to 1.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    public override string Identity => string.Create(CultureInfo.InvariantCulture, $"VerticalFlip probability={Probability}");

    /// <inheritdoc/>
    public override RgbPicture Apply(RgbPicture picture, Random random)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(random);
        if (random.NextDouble() >= Probability)
        {
            return picture;
        }

        var pixels = picture.Pixels;
        var mirrored = RgbPicture.NewPixels(picture.Height, picture.Width);
        var stride = picture.Width * 3;
        for (var row = 0; row < pixels.Length; row += stride)
        {
            pixels.Slice(row, stride).CopyTo(mirrored.AsSpan(pixels.Length - stride - row));
        }

        return new RgbPicture(picture.Height, picture.Width, mirrored);
    }
}
