using EfficientNet.Imaging;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>The code behind the saved mappings: a row's picture, in whatever form, becomes pixels and their size.</summary>
internal static class PictureMappings
{
    public static void Trigger(EmptyRow source, TriggerRow destination) => destination.Row = 1;

    public static void ReadPath(PathRow source, PictureRow destination)
        => Read(source, destination, reader => Pixels(reader.OpenPath(source.Path.ToString())));

    public static void ReadBytes(BytesRow source, PictureRow destination)
        => Read(source, destination, reader => Pixels(reader.OpenBytes(source.Bytes.DenseValues().ToArray())));

    public static void ReadColors(ColorsRow source, PictureRow destination)
        => Read(source, destination, reader => Pixels(reader.OpenColors(source.Colors.GetValues().IsEmpty ? [] : source.Colors.DenseValues().ToArray())));

    public static void ReadImage(ImageRow source, PictureRow destination)
        => Read(source, destination, reader => Pixels(reader.OpenImage(source.Image)));

    public static void Top(TopRow source, PredictionRow destination)
    {
        destination.Label = source.Label.GetItemOrDefault(0);
        destination.Probability = source.Probability.GetItemOrDefault(0);
    }

    private static void Read(SourceRow source, PictureRow destination, Func<PictureReader, DecodedPicture> decode)
    {
        PictureSettings settings = PictureSettings.Parse(source.Settings);
        DecodedPicture picture;
        destination.Problem = default;
        long valid = 1;
        try
        {
            picture = decode(new PictureReader(settings));
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

    private static DecodedPicture Pixels(OpenPicture picture)
    {
        using (picture)
        {
            byte[] rgb = new byte[picture.Pixels.Length / 4 * 3];
            PixelConversion.ToRgb(picture.Pixels, picture.Order, rgb);
            return new DecodedPicture(rgb, picture.Height, picture.Width);
        }
    }

    /// <summary>R, G, B of each pixel, row by row.</summary>
    private readonly record struct DecodedPicture(byte[] Pixels, int Height, int Width);
}
