using System.Globalization;

namespace EfficientNet.Imaging;

/// <summary>
/// Cuts a random rectangle out of a picture, which the network then sees as a whole: its share of the area evenly distributed, its
/// proportions evenly distributed in their logarithm, its place evenly distributed. If ten such rectangles do not fit into the picture, it cuts out
/// the largest one in the middle whose proportions are allowed (torchvision: <c>RandomResizedCrop</c>; Szegedy et al.: Going Deeper with
/// Convolutions, 2015, section 6).
/// </summary>
public sealed class RandomResizedCrop : PictureAugmentation
{
    private const int Attempts = 10;

    /// <summary>Makes the augmentation.</summary>
    /// <param name="minimumArea">
    /// The smallest share of the picture's area that is kept, above 0 and at most <paramref name="maximumArea"/>. Default: 0.35. Training a network
    /// from scratch takes 0.08; one that is not trained itself gets worse features of so little to see.
    /// </param>
    /// <param name="maximumArea">The largest share of the picture's area that is kept, at most 1. Default: 1.</param>
    /// <param name="minimumRatio">The smallest width divided by height, above 0. Default: 3/4.</param>
    /// <param name="maximumRatio">The largest width divided by height, at least <paramref name="minimumRatio"/>. Default: 4/3.</param>
    /// <exception cref="ArgumentException">At least one value is out of its range; the message lists every one.</exception>
    public RandomResizedCrop(double minimumArea = 0.35, double maximumArea = 1, double minimumRatio = 3.0 / 4, double maximumRatio = 4.0 / 3)
    {
        var problems = new List<string>();
        if (minimumArea is not (> 0 and <= 1) || maximumArea is not (> 0 and <= 1) || minimumArea > maximumArea)
        {
            problems.Add($"the area is {minimumArea} to {maximumArea} of the picture's, but should be from above 0 to at most 1");
        }

        if (minimumRatio is not (> 0 and < double.PositiveInfinity) || maximumRatio is not (> 0 and < double.PositiveInfinity) || minimumRatio > maximumRatio)
        {
            problems.Add($"width divided by height is {minimumRatio} to {maximumRatio}, but should be from one number above 0 to another at least as large");
        }

        if (problems.Count > 0)
        {
            throw new ArgumentException($"The random crop is not possible: {string.Join("; ", problems)}.");
        }

        MinimumArea = minimumArea;
        MaximumArea = maximumArea;
        MinimumRatio = minimumRatio;
        MaximumRatio = maximumRatio;
    }

    /// <summary>The smallest share of the picture's area that is kept.</summary>
    public double MinimumArea { get; }

    /// <summary>The largest share of the picture's area that is kept.</summary>
    public double MaximumArea { get; }

    /// <summary>The smallest width divided by height.</summary>
    public double MinimumRatio { get; }

    /// <summary>The largest width divided by height.</summary>
    public double MaximumRatio { get; }

    /// <inheritdoc/>
    public override string Identity => string.Create(
        CultureInfo.InvariantCulture, $"RandomResizedCrop area={MinimumArea}..{MaximumArea} ratio={MinimumRatio}..{MaximumRatio}");

    /// <summary>True: what was cut out is all that the network sees.</summary>
    public override bool SetsFrame => true;

    /// <inheritdoc/>
    public override RgbPicture Apply(RgbPicture picture, Random random)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(random);
        var (top, left, height, width) = Choose(picture.Height, picture.Width, random);
        if (height == picture.Height && width == picture.Width)
        {
            return picture;
        }

        var cut = RgbPicture.NewPixels(height, width);
        var (stride, row) = (picture.Width * 3, width * 3);
        for (var y = 0; y < height; y++)
        {
            picture.Pixels.Slice(((top + y) * stride) + (left * 3), row).CopyTo(cut.AsSpan(y * row));
        }

        return new RgbPicture(height, width, cut);
    }

    /// <summary>The rectangle that is kept of a picture of some size.</summary>
    internal (int Top, int Left, int Height, int Width) Choose(int pictureHeight, int pictureWidth, Random random)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var area = (double)pictureHeight * pictureWidth * Chance.Uniform(random, MinimumArea, MaximumArea);
            var ratio = Chance.LogUniform(random, MinimumRatio, MaximumRatio);
            var width = Math.Round(Math.Sqrt(area * ratio));
            var height = Math.Round(Math.Sqrt(area / ratio));
            if (width >= 1 && height >= 1 && width <= pictureWidth && height <= pictureHeight)
            {
                var top = random.Next(pictureHeight - (int)height + 1);
                var left = random.Next(pictureWidth - (int)width + 1);
                return (top, left, (int)height, (int)width);
            }
        }

        return Middle(pictureHeight, pictureWidth);
    }

    private (int Top, int Left, int Height, int Width) Middle(int pictureHeight, int pictureWidth)
    {
        var (height, width) = (pictureHeight, pictureWidth);
        var ratio = (double)width / height;
        if (ratio < MinimumRatio)
        {
            height = Math.Clamp((int)Math.Round(width / MinimumRatio), 1, pictureHeight);
        }
        else if (ratio > MaximumRatio)
        {
            width = Math.Clamp((int)Math.Round(height * MaximumRatio), 1, pictureWidth);
        }

        return ((pictureHeight - height) / 2, (pictureWidth - width) / 2, height, width);
    }
}
