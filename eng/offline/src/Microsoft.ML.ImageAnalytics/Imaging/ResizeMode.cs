namespace Microsoft.ML.Data.Imaging;

/// <summary>How a picture is fitted into another size.</summary>
internal enum ResizeMode
{
    Pad,
    Fill,
    CropTop,
    CropBottom,
    CropLeft,
    CropRight,
    CropCentre,
}
