using System.Globalization;
using System.Runtime.Intrinsics;

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
            var (from, to) = MirrorBlocks(source, target);
            for (; to >= 0; from += 3, to -= 3)
            {
                target[to + 2] = source[from + 2];
                target[to + 1] = source[from + 1];
                target[to] = source[from];
            }
        }

        return new RgbPicture(picture.Height, picture.Width, mirrored);
    }

    /// <summary>Five pixels at a time; answers where the next one is and goes.</summary>
    private static (int From, int To) MirrorBlocks(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var (from, to) = (0, target.Length - 3);
        if (!Vector128.IsHardwareAccelerated)
        {
            return (from, to);
        }

        // The first of 16 bytes belongs to the pixel that is written next.
        var order = Vector128.Create((byte)0, 12, 13, 14, 9, 10, 11, 6, 7, 8, 3, 4, 5, 0, 1, 2);
        for (; to - 13 >= 0 && from + 16 <= source.Length; from += 15, to -= 15)
        {
            Vector128.Shuffle(Vector128.Create(source.Slice(from, 16)), order).CopyTo(target[(to - 13)..]);
        }

        return (from, to);
    }
}
