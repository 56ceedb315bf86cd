using System.Globalization;

namespace EfficientNet.Imaging;

/// <summary>
/// Changes brightness, contrast, saturation and, where asked for, hue by random amounts, in random order (torchvision: <c>ColorJitter</c>). The first three
/// mix the picture with another one, <c>factor x picture + (1 - factor) x other</c>: with black, with its mean grey, with itself in grey; the
/// factor is evenly distributed around 1. Results are rounded after each step.
/// </summary>
public sealed class ColorJitter : PictureAugmentation
{
    /// <summary>Makes the augmentation.</summary>
    /// <param name="brightness">How far the factor of brightness is from 1 at most, at least 0; it is never below 0. Default: 0.2.</param>
    /// <param name="contrast">The same of contrast. Default: 0.2.</param>
    /// <param name="saturation">The same of saturation. Default: 0.2.</param>
    /// <param name="hue">How far hues are turned at most, in turns of the colour wheel, 0 to 0.5. Default: 0, not at all.</param>
    /// <exception cref="ArgumentException">At least one value is out of its range; the message lists every one.</exception>
    public ColorJitter(double brightness = 0.2, double contrast = 0.2, double saturation = 0.2, double hue = 0)
    {
        var problems = new List<string>();
        Check(brightness, double.MaxValue, nameof(brightness), "at least 0");
        Check(contrast, double.MaxValue, nameof(contrast), "at least 0");
        Check(saturation, double.MaxValue, nameof(saturation), "at least 0");
        Check(hue, 0.5, nameof(hue), "0 to 0.5");
        if (problems.Count > 0)
        {
            throw new ArgumentException($"The change of colours is not possible: {string.Join("; ", problems)}.");
        }

        Brightness = brightness;
        Contrast = contrast;
        Saturation = saturation;
        Hue = hue;

        void Check(double value, double maximum, string name, string range)
        {
            if (!(value >= 0 && value <= maximum))
            {
                problems.Add($"{name} is {value}, but should be {range}");
            }
        }
    }

    /// <summary>How far the factor of brightness is from 1 at most.</summary>
    public double Brightness { get; }

    /// <summary>How far the factor of contrast is from 1 at most.</summary>
    public double Contrast { get; }

    /// <summary>How far the factor of saturation is from 1 at most.</summary>
    public double Saturation { get; }

    /// <summary>How far hues are turned at most, in turns of the colour wheel.</summary>
    public double Hue { get; }

    /// <inheritdoc/>
    public override string Identity => string.Create(
        CultureInfo.InvariantCulture, $"ColorJitter brightness={Brightness} contrast={Contrast} saturation={Saturation} hue={Hue}");

    /// <inheritdoc/>
    public override RgbPicture Apply(RgbPicture picture, Random random)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(random);

        // All numbers are drawn whatever they are needed for, so that leaving out one change does not alter the others.
        Span<int> order = [0, 1, 2, 3];
        for (var last = order.Length - 1; last > 0; last--)
        {
            var other = random.Next(last + 1);
            (order[last], order[other]) = (order[other], order[last]);
        }

        var brightness = Factor(random, Brightness);
        var contrast = Factor(random, Contrast);
        var saturation = Factor(random, Saturation);
        var hue = Chance.Uniform(random, -Hue, Hue);
        if (Brightness == 0 && Contrast == 0 && Saturation == 0 && Hue == 0)
        {
            return picture;
        }

        var pixels = RgbPicture.NewPixels(picture.Height, picture.Width);
        picture.Pixels.CopyTo(pixels);
        foreach (var change in order)
        {
            switch (change)
            {
                case 0 when Brightness > 0:
                    ColorChange.Brightness(pixels, brightness);
                    break;
                case 1 when Contrast > 0:
                    ColorChange.Contrast(pixels, contrast);
                    break;
                case 2 when Saturation > 0:
                    ColorChange.Saturation(pixels, saturation);
                    break;
                case 3 when Hue > 0:
                    ColorChange.Hue(pixels, hue);
                    break;
            }
        }

        return new RgbPicture(picture.Height, picture.Width, pixels);
    }

    private static double Factor(Random random, double amount) => Chance.Uniform(random, Math.Max(0, 1 - amount), 1 + amount);
}
