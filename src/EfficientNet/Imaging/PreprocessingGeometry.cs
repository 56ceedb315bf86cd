namespace EfficientNet.Imaging;

/// <summary>
/// Where the pixels of a prepared picture come from, along one side or both: what of the picture is used, to what size it
/// is resized, and where the target lies in that. The same arithmetic stands in <see cref="PreprocessingGraph"/> as nodes.
/// </summary>
/// <param name="Source">The part of the picture that is resized; all of it, unless it is extremely long.</param>
/// <param name="ResizedHeight">The height that part is resized to.</param>
/// <param name="ResizedWidth">The width that part is resized to.</param>
/// <param name="Top">The target's first row within the resized picture; negative if rows are added before it.</param>
/// <param name="Left">The target's first column within the resized picture; negative if columns are added before it.</param>
internal readonly record struct PreprocessingGeometry(
    PreprocessingGeometry.Window Source, int ResizedHeight, int ResizedWidth, int Top, int Left)
{
    /// <summary>A rectangle of the picture.</summary>
    internal readonly record struct Window(int Top, int Left, int Height, int Width);

    /// <summary>The geometry for a picture of some size.</summary>
    public static PreprocessingGeometry Of(Preprocessing preprocessing, int height, int width)
    {
        var (sourceHeight, sourceWidth) = (height, width);
        if (preprocessing.CropMode == CropMode.Center)
        {
            var kept = KeptRatio(preprocessing);
            (sourceHeight, sourceWidth) = (Keep(height, width, kept), Keep(width, height, kept));
        }

        var source = new Window((height - sourceHeight) / 2, (width - sourceWidth) / 2, sourceHeight, sourceWidth);
        var (resizedHeight, resizedWidth) = Resized(preprocessing, sourceHeight, sourceWidth);
        return new PreprocessingGeometry(
            source, resizedHeight, resizedWidth, Offset(resizedHeight, preprocessing.Height), Offset(resizedWidth, preprocessing.Width));
    }

    /// <summary>The size a picture of the network's own proportions is resized to before it is cropped.</summary>
    public static (int Height, int Width) Scale(Preprocessing preprocessing) =>
        ((int)Math.Floor(preprocessing.Height / preprocessing.CropFraction), (int)Math.Floor(preprocessing.Width / preprocessing.CropFraction));

    /// <summary>
    /// Resizing a picture that is thousands of times as long as it is wide, until its short side covers the target, would
    /// take gigabytes, nearly all of it cut off afterwards. Of a picture beyond 16 times this ratio, only the middle of
    /// this ratio is resized; that moves the result by less than a pixel.
    /// </summary>
    public static int KeptRatio(Preprocessing preprocessing)
    {
        var (longer, shorter) = (Math.Max(preprocessing.Height, preprocessing.Width), Math.Min(preprocessing.Height, preprocessing.Width));
        return 16 * ((longer + shorter - 1) / shorter);
    }

    /// <summary>Up to what multiple of <see cref="KeptRatio"/> a picture is resized as a whole.</summary>
    public const int WholeFactor = 16;

    /// <summary>The mean colour as a border is filled with it: 0 to 255, rounded half to even.</summary>
    public static (int Red, int Green, int Blue) BorderColor(Preprocessing preprocessing) =>
        (Fill(preprocessing.Mean.Red), Fill(preprocessing.Mean.Green), Fill(preprocessing.Mean.Blue));

    // Through decimal: timm multiplies the mean as written, 0.485, not the float nearest to it.
    private static int Fill(float mean) => (int)Math.Round(255 * (double)(decimal)mean);

    private static int Keep(int side, int other, int ratio)
    {
        var kept = (long)ratio * other;
        return side > WholeFactor * kept ? (int)(kept + ((side - kept) % 2)) : side;
    }

    private static (int Height, int Width) Resized(Preprocessing preprocessing, int height, int width)
    {
        var scale = Scale(preprocessing);
        switch (preprocessing.CropMode)
        {
            case CropMode.Squash:
                return scale;
            case CropMode.Center when scale.Height == scale.Width:
                // torchvision: the short side as wanted, the long one truncated.
                var shorter = Math.Min(height, width);
                return ((int)((long)scale.Height * height / shorter), (int)((long)scale.Width * width / shorter));
            default:
                // timm: in double precision, rounded half to even. Where it arrives at no pixels at all, one is left. (For
                // targets that are no squares timm falls back to bilinear whatever was asked for; here it is as asked.)
                var (byHeight, byWidth) = ((double)height / scale.Height, (double)width / scale.Width);
                var ratio = preprocessing.CropMode == CropMode.Border ? Math.Max(byHeight, byWidth) : Math.Min(byHeight, byWidth);
                return (Math.Max(1, (int)Math.Round(height / ratio)), Math.Max(1, (int)Math.Round(width / ratio)));
        }
    }

    /// <summary>Cropping rounds half of the difference to even, padding rounds it down.</summary>
    private static int Offset(int resized, int target)
    {
        var difference = resized - target;
        var half = Math.Abs(difference) / 2;
        return difference < 0 ? -half : half + (difference % 2 * (half % 2));
    }
}
