namespace EfficientNet.Imaging;

/// <summary>
/// How a picture is resized. All filter before they reduce, as Pillow does: a reduced pixel is the weighted mean of all
/// pixels it covers.
/// </summary>
public enum Interpolation
{
    /// <summary>A triangle, one pixel to each side (of the smaller picture, when reducing).</summary>
    Bilinear,

    /// <summary>Cubic convolution with a = -0.5, two pixels to each side (Keys, 1981).</summary>
    Bicubic,

    /// <summary>The sinc function within a window, the middle of another sinc of three times the width; three pixels to each side (Duchon, 1979).</summary>
    Lanczos,
}
