using EfficientNet.Imaging.Resampling;

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

    /// <summary>
    /// Prepares a picture for the network: resized, cropped, normalized. Bytes are Pillow's to the last (its antialiased resize in fixed
    /// point, rounded to bytes between columns and rows); normalization is single precision, step by step as in the graph.
    /// </summary>
    /// <param name="pixels">The picture, row by row without gaps: <paramref name="height"/> x <paramref name="width"/> pixels.</param>
    /// <param name="height">The picture's height in pixels, at least 1, before any turning.</param>
    /// <param name="width">The picture's width in pixels, at least 1, before any turning.</param>
    /// <param name="order">The bytes of a pixel. Alpha is divided out and dropped, as if the picture were opaque; pixels of alpha 0 are black.</param>
    /// <param name="destination">
    /// Takes 3 x <see cref="Height"/> x <see cref="Width"/> numbers: all of red, then green, then blue, row by row.
    /// </param>
    /// <param name="orientation">
    /// How the picture is turned before anything else, EXIF's value as <see cref="PictureHeader.Orientation"/> has it. Default, and the
    /// meaning of every value but 2 to 8: not at all.
    /// </param>
    /// <exception cref="ArgumentException">The lengths do not belong together, or a value of this preprocessing is out of its range.</exception>
    public void Apply(ReadOnlySpan<byte> pixels, int height, int width, PixelOrder order, Span<float> destination, int orientation = 1)
    {
        Validate();
        if (!Enum.IsDefined(order))
        {
            throw new ArgumentException($"The pixel order is {order}, but should be one of {string.Join(", ", Enum.GetNames<PixelOrder>())}.", nameof(order));
        }

        if (height < 1 || width < 1)
        {
            throw new ArgumentException($"The picture is {width} x {height} pixels, but should have at least one pixel each way.", height < 1 ? nameof(height) : nameof(width));
        }

        var expected = (Int128)height * width * PixelRows.BytesPerPixel(order);
        if (pixels.Length != expected)
        {
            throw new ArgumentException($"A picture of {width} x {height} pixels in the order {order} has {expected} bytes, but {pixels.Length} are given.", nameof(pixels));
        }

        var numbers = 3L * Height * Width;
        if (destination.Length != numbers)
        {
            throw new ArgumentException($"A prepared picture is 3 x {Height} x {Width} = {numbers} numbers, but there is room for {destination.Length}; the room must be exact.", nameof(destination));
        }

        Resampler.Apply(this, new PixelRows(pixels, height, width, order, orientation), destination);
    }

    /// <summary>Checks all values and reports everything that is wrong with them at once.</summary>
    /// <exception cref="ArgumentException">At least one value is out of its range; the message lists every one.</exception>
    public void Validate()
    {
        List<string>? problems = null;
        if (Width is < 1 or > MaximumSide)
        {
            Add($"Width is {Width}, but should be 1 to {MaximumSide}");
        }

        if (Height is < 1 or > MaximumSide)
        {
            Add($"Height is {Height}, but should be 1 to {MaximumSide}");
        }

        if (CropFraction is not (> 0 and <= 1))
        {
            Add($"CropFraction is {CropFraction}, but should be above 0 and at most 1");
        }
        else if (Math.Max(Width, Height) / CropFraction > MaximumSide)
        {
            Add($"CropFraction {CropFraction} asks for a picture resized to {Math.Max(Width, Height) / CropFraction:0} pixels, but at most {MaximumSide} are possible");
        }

        if (!Enum.IsDefined(Interpolation))
        {
            Add($"Interpolation is {Interpolation}, but should be one of {string.Join(", ", Enum.GetNames<Interpolation>())}");
        }

        if (!Enum.IsDefined(CropMode))
        {
            Add($"CropMode is {CropMode}, but should be one of {string.Join(", ", Enum.GetNames<CropMode>())}");
        }

        if (!All(Mean, value => value is >= 0 and <= 1))
        {
            Add($"Mean is {Mean}, but should be 0 to 1 for each channel");
        }

        if (!All(Deviation, value => value > 0 && float.IsFinite(value)))
        {
            Add($"Deviation is {Deviation}, but should be above 0 for each channel");
        }

        if (problems is not null)
        {
            throw new ArgumentException($"The preprocessing is not possible: {string.Join("; ", problems)}.");
        }

        void Add(string problem) => (problems ??= []).Add(problem);

        static bool All(RgbValues values, Func<float, bool> isRight) => isRight(values.Red) && isRight(values.Green) && isRight(values.Blue);
    }
}
