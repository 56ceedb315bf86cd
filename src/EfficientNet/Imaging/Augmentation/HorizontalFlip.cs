using System.Globalization;

namespace EfficientNet.Imaging;

/// <summary>Mirrors a picture left to right, or leaves it as it is (torchvision: <c>RandomHorizontalFlip</c>).</summary>
public sealed class HorizontalFlip : PictureAugmentation
{
    /// <summary>Makes the augmentation.</summary>
    /// <param name="probability">How often a picture is mirrored, 0 to 1. Default: 0.5.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not 0 to 1.</exception>
    public HorizontalFlip(double probability = 0.5)
    {
        Probability = Chance.Check(probability);
    }

    /// <summary>How often a picture is mirrored, 0 to 1.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    public override string Identity => string.Create(CultureInfo.InvariantCulture, $"HorizontalFlip probability={Probability}");

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
            var source = pixels.Slice(row, stride);
            var target = mirrored.AsSpan(row, stride);
            for (int from = 0, to = stride - 3; to >= 0; from += 3, to -= 3)
            {
                target[to + 2] = source[from + 2];
                target[to + 1] = source[from + 1];
                target[to] = source[from];
            }
        }

        return new RgbPicture(picture.Height, picture.Width, mirrored);
    }
}
