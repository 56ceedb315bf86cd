namespace EfficientNet.Imaging;

/// <summary>What a picture's file says of it, read without decoding it.</summary>
/// <param name="Format">The format, told by the contents, not by the file's name.</param>
/// <param name="Width">The width in pixels, above 0, before any turning.</param>
/// <param name="Height">The height in pixels, above 0, before any turning.</param>
/// <param name="HasAlpha">Whether pixels can be transparent.</param>
/// <param name="Orientation">
/// How the picture is to be turned for display, EXIF's value: 1 not at all, 2 mirrored left to right, 3 by half a turn,
/// 4 mirrored top to bottom, 5 to 8 with width and height exchanged. 1 if nothing or nonsense is stated.
/// </param>
public sealed record PictureHeader(PictureFormat Format, int Width, int Height, bool HasAlpha, int Orientation);
