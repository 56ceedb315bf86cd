namespace EfficientNet.Imaging;

/// <summary>
/// How pictures were prepared when a network's weights were trained, and must be prepared again: resized, cropped,
/// normalized to <c>(colour / 255 - Mean) / Deviation</c>. The result is of shape 3 x <see cref="Height"/> x
/// <see cref="Width"/>, channels in the order red, green, blue. Sizes follow timm's evaluation transform.
/// </summary>
public sealed record Preprocessing
{
    private const int MaximumSide = 8192;

    /// <summary>The network's input width in pixels, 1 to 8192. Default: 224.</summary>
    public int Width { get; init; } = 224;

    /// <summary>The network's input height in pixels, 1 to 8192. Default: 224.</summary>
    public int Height { get; init; } = 224;

    /// <summary>
    /// Which part of the resized picture's side is kept when it is cropped, above 0 and at most 1. The picture is resized
    /// to <c>floor(side / CropFraction)</c>. Default: 0.875.
    /// </summary>
    public double CropFraction { get; init; } = 0.875;

    /// <summary>How pixels are interpolated. Default: <see cref="Imaging.Interpolation.Bicubic"/>.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Bicubic;

    /// <summary>What is done about proportions other than the network's. Default: <see cref="Imaging.CropMode.Center"/>.</summary>
    public CropMode CropMode { get; init; } = CropMode.Center;

    /// <summary>What is subtracted from each channel, on the scale 0 to 1. Default: <see cref="RgbValues.ImageNetMean"/>.</summary>
    public RgbValues Mean { get; init; } = RgbValues.ImageNetMean;

    /// <summary>What each channel is divided by after that, above 0. Default: <see cref="RgbValues.ImageNetDeviation"/>.</summary>
    public RgbValues Deviation { get; init; } = RgbValues.ImageNetDeviation;

    /// <summary>Checks all values and reports everything that is wrong with them at once.</summary>
    /// <exception cref="ArgumentException">At least one value is out of its range; the message lists every one.</exception>
    public void Validate()
    {
        var problems = new List<string>();
        Check(Width is >= 1 and <= MaximumSide, $"Width is {Width}, but should be 1 to {MaximumSide}");
        Check(Height is >= 1 and <= MaximumSide, $"Height is {Height}, but should be 1 to {MaximumSide}");
        Check(CropFraction is > 0 and <= 1, $"CropFraction is {CropFraction}, but should be above 0 and at most 1");
        Check(
            !(CropFraction is > 0 and <= 1) || Math.Max(Width, Height) / CropFraction <= MaximumSide,
            $"CropFraction {CropFraction} asks for a picture resized to {Math.Max(Width, Height) / CropFraction:0} pixels, but at most {MaximumSide} are possible");
        Check(Enum.IsDefined(Interpolation), $"Interpolation is {Interpolation}, but should be one of {string.Join(", ", Enum.GetNames<Interpolation>())}");
        Check(Enum.IsDefined(CropMode), $"CropMode is {CropMode}, but should be one of {string.Join(", ", Enum.GetNames<CropMode>())}");
        Check(All(Mean, value => value is >= 0 and <= 1), $"Mean is {Mean}, but should be 0 to 1 for each channel");
        Check(All(Deviation, value => value > 0 && float.IsFinite(value)), $"Deviation is {Deviation}, but should be above 0 for each channel");
        if (problems.Count > 0)
        {
            throw new ArgumentException($"The preprocessing is not possible: {string.Join("; ", problems)}.");
        }

        void Check(bool isRight, string problem)
        {
            if (!isRight)
            {
                problems.Add(problem);
            }
        }

        static bool All(RgbValues values, Func<float, bool> isRight) => isRight(values.Red) && isRight(values.Green) && isRight(values.Blue);
    }
}
