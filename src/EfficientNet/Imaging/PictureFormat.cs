namespace EfficientNet.Imaging;

/// <summary>The picture formats that are decoded.</summary>
public enum PictureFormat
{
    /// <summary>JPEG: baseline, extended or progressive, 8 bits.</summary>
    Jpeg,

    /// <summary>PNG, animated ones included, of which the first picture counts.</summary>
    Png,

    /// <summary>GIF, of which the first picture counts.</summary>
    Gif,

    /// <summary>Windows bitmap.</summary>
    Bmp,

    /// <summary>WebP, lossy or lossless.</summary>
    WebP,
}
