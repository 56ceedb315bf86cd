namespace EfficientNet.Imaging;

/// <summary>In which order the four bytes of a decoded pixel lie in memory.</summary>
internal enum PixelOrder
{
    /// <summary>Red, green, blue, alpha.</summary>
    Rgba,

    /// <summary>Blue, green, red, alpha.</summary>
    Bgra,
}
