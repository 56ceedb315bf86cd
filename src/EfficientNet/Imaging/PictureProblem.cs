namespace EfficientNet.Imaging;

/// <summary>Why a picture cannot be used.</summary>
public enum PictureProblem
{
    /// <summary>The file is missing or cannot be read.</summary>
    Unreadable,

    /// <summary>The file has no bytes.</summary>
    Empty,

    /// <summary>The file is no picture, whatever its name says.</summary>
    NotAPicture,

    /// <summary>The file is a picture of a kind that is not decoded here.</summary>
    UnsupportedFormat,

    /// <summary>The picture has a width or height of zero.</summary>
    ZeroSize,

    /// <summary>The picture states a size above the limit; nothing was decoded.</summary>
    TooLarge,

    /// <summary>The file ends before the picture does.</summary>
    Truncated,

    /// <summary>The file is all there, but its contents contradict themselves or their checksums.</summary>
    Damaged,

    /// <summary>Nothing was found wrong with the file, but the decoder refused it.</summary>
    Undecodable,
}
