namespace EfficientNet.Imaging;

/// <summary>How a picture of any proportions becomes one of the network's.</summary>
public enum CropMode
{
    /// <summary>Keeps proportions, resizes until the picture covers the target and a margin, and cuts out the middle.</summary>
    Center,

    /// <summary>Resizes both sides to the target and a margin, whatever becomes of the proportions, and cuts out the middle.</summary>
    Squash,

    /// <summary>Keeps proportions, resizes until the picture fits into the target and a margin, and fills up with the mean colour.</summary>
    Border,
}
