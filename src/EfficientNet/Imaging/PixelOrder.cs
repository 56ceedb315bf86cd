namespace EfficientNet.Imaging;

/// <summary>
/// Which bytes make up a decoded pixel, in the order in which they lie in memory, eight bits a channel. Where there is an alpha channel, the
/// colours are multiplied by it (premultiplied), as ML.NET's <c>MLImage</c> holds them.
/// </summary>
public enum PixelOrder
{
    /// <summary>Three bytes: red, green, blue.</summary>
    Rgb,

    /// <summary>Four bytes: red, green, blue, alpha.</summary>
    Rgba,

    /// <summary>Four bytes: blue, green, red, alpha.</summary>
    Bgra,
}
