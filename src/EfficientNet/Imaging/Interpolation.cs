namespace EfficientNet.Imaging;

/// <summary>
/// How a picture is resized. Both filter before they reduce, as Pillow does: a reduced pixel is the weighted mean of all
/// pixels it covers.
/// </summary>
public enum Interpolation
{
    /// <summary>A triangle, one pixel to each side (of the smaller picture, when reducing).</summary>
    Bilinear,

    /// <summary>Cubic convolution with a = -0.5, two pixels to each side (Keys, 1981).</summary>
    Bicubic,
}
