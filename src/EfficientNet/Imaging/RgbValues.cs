namespace EfficientNet.Imaging;

/// <summary>A number for each colour channel; for means and deviations on the scale where black is 0 and full colour 1.</summary>
/// <param name="Red">The red channel's number.</param>
/// <param name="Green">The green channel's number.</param>
/// <param name="Blue">The blue channel's number.</param>
public readonly record struct RgbValues(float Red, float Green, float Blue)
{
    /// <summary>The mean colour of ImageNet's training pictures: 0.485, 0.456, 0.406.</summary>
    public static RgbValues ImageNetMean { get; } = new(0.485f, 0.456f, 0.406f);

    /// <summary>The standard deviation of the colours of ImageNet's training pictures: 0.229, 0.224, 0.225.</summary>
    public static RgbValues ImageNetDeviation { get; } = new(0.229f, 0.224f, 0.225f);

    /// <summary>0.5 for each channel; as mean and deviation both, it maps colours to -1 ... 1.</summary>
    public static RgbValues Half { get; } = new(0.5f, 0.5f, 0.5f);
}
