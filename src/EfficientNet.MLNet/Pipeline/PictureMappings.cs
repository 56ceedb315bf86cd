using EfficientNet.Imaging;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>The code behind the saved mappings: a row's picture, in whatever form, becomes pixels and their size.</summary>
internal static class PictureMappings
{
    public static void Trigger(EmptyRow source, TriggerRow destination) => destination.Row = 1;

    public static void ReadPath(PathRow source, PictureRow destination)
    {
        PictureSettings settings = PictureSettings.Parse(source.Settings);
        string given = source.Path.ToString();
        string path = Path.Combine(settings.ImageFolder, given);
        Read(settings, destination, () => string.IsNullOrWhiteSpace(given)
            ? throw new PictureException(NameOf(settings), PictureProblem.Unreadable, "the path is empty; expected the path of a picture file")
            : PictureDecoder.Decode(FileBytes(path), path, settings.MaximumPixels));
    }

    public static void ReadBytes(BytesRow source, PictureRow destination)
    {
        PictureSettings settings = PictureSettings.Parse(source.Settings);
        byte[] bytes = [.. source.Bytes.DenseValues()];
        Read(settings, destination, () => PictureDecoder.Decode(bytes, NameOf(settings), settings.MaximumPixels));
    }

    public static void ReadColors(ColorsRow source, PictureRow destination)
    {
        PictureSettings settings = PictureSettings.Parse(source.Settings);
        VBuffer<byte> colors = source.Colors;
        Read(settings, destination, () => colors.GetValues().IsEmpty
            ? throw NoImage(settings)
            : PictureDecoder.ToPixels([.. colors.DenseValues()], settings));
    }

    public static void ReadImage(ImageRow source, PictureRow destination)
    {
        PictureSettings settings = PictureSettings.Parse(source.Settings);
        MLImage? image = source.Image;
        Read(settings, destination, () => image is null
            ? throw NoImage(settings)
            : PictureDecoder.ToPixels(image, NameOf(settings)));
    }

    public static void Top(TopRow source, PredictionRow destination)
    {
        destination.Label = source.Label.GetItemOrDefault(0);
        destination.Probability = source.Probability.GetItemOrDefault(0);
    }

    private static void Read(PictureSettings settings, PictureRow destination, Func<DecodedPicture> decode)
    {
        DecodedPicture picture;
        destination.Problem = default;
        long valid = 1;
        try
        {
            picture = decode();
        }
        catch (PictureException exception) when (settings.BrokenPictures == BrokenPicturePolicy.Skip)
        {
            // The network runs on one black pixel; its graph gives missing values where the size says that there is no picture.
            picture = new DecodedPicture(new byte[3], 1, 1);
            destination.Problem = exception.Message.AsMemory();
            valid = 0;
        }

        // New buffers for every row: consumers may keep a row's values while they read the next.
        destination.Pixels = new VBuffer<byte>(picture.Pixels.Length, picture.Pixels);
        destination.Size = new VBuffer<long>(3, [picture.Height, picture.Width, valid]);
    }

    private static PictureException NoImage(PictureSettings settings)
        => new(NameOf(settings), PictureProblem.Unreadable, "there is no image in this row; expected an MLImage");

    /// <summary>What a picture without a file is called in errors.</summary>
    private static string NameOf(PictureSettings settings) => $"a picture in the column '{settings.InputColumnName}'";

    private static byte[] FileBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // No inner exceptions: ML.NET wraps what a mapping throws, and GetBaseException() should find the one that says which file.
            throw new PictureException(path, PictureProblem.Unreadable, $"there is no such file (looked for {Path.GetFullPath(path)})");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new PictureException(path, PictureProblem.Unreadable, $"the file cannot be read: {exception.Message}");
        }
    }
}
