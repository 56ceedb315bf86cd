using EfficientNet.Imaging;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace EfficientNet.MLNet.Pipeline;

// Models saved by earlier versions have preprocessing in their graph, and mappings that hand it whole pictures. They are loaded and scored as ever, by
// these; no model is saved so any more.

/// <summary>What those mappings write.</summary>
internal sealed class PictureRow
{
    /// <summary>R, G, B of each pixel, row by row.</summary>
    [ColumnName(TemporaryColumns.Pixels)]
    public VBuffer<byte> Pixels { get; set; }

    /// <summary>Height, width, and 1 for a sound picture or 0 for none.</summary>
    [ColumnName(TemporaryColumns.Size)]
    [VectorType(3)]
    public VBuffer<long> Size { get; set; }

    /// <summary>What is wrong with the picture; empty for a sound one.</summary>
    [ColumnName(TemporaryColumns.Problem)]
    public ReadOnlyMemory<char> Problem { get; set; }
}

[CustomMappingFactoryAttribute("EfficientNet.ReadPath")]
internal sealed class ReadPathContract : CustomMappingFactory<PathRow, PictureRow>
{
    public override Action<PathRow, PictureRow> GetMapping() => EarlierMappings.ReadPath;
}

[CustomMappingFactoryAttribute("EfficientNet.ReadBytes")]
internal sealed class ReadBytesContract : CustomMappingFactory<BytesRow, PictureRow>
{
    public override Action<BytesRow, PictureRow> GetMapping() => EarlierMappings.ReadBytes;
}

[CustomMappingFactoryAttribute("EfficientNet.ReadImage")]
internal sealed class ReadImageContract : CustomMappingFactory<ImageRow, PictureRow>
{
    public override Action<ImageRow, PictureRow> GetMapping() => EarlierMappings.ReadImage;
}

[CustomMappingFactoryAttribute("EfficientNet.ReadColors")]
internal sealed class ReadColorsContract : CustomMappingFactory<ColorsRow, PictureRow>
{
    public override Action<ColorsRow, PictureRow> GetMapping() => EarlierMappings.ReadColors;
}

internal static class EarlierMappings
{
    private delegate OpenPicture Opening<in TSource>(PictureReader reader, TSource source);

    public static void ReadPath(PathRow source, PictureRow destination)
        => Read(source, destination, (reader, row) => reader.OpenPath(row.Path.ToString()));

    public static void ReadBytes(BytesRow source, PictureRow destination)
        => Read(source, destination, (reader, row) => reader.OpenBytes(row.Bytes.DenseValues().ToArray()));

    public static void ReadImage(ImageRow source, PictureRow destination)
        => Read(source, destination, (reader, row) => reader.OpenImage(row.Image));

    public static void ReadColors(ColorsRow source, PictureRow destination)
        => Read(source, destination, (reader, row) => reader.OpenColors(row.DenseColors()));

    private static void Read<TSource>(TSource source, PictureRow destination, Opening<TSource> open)
        where TSource : SourceRow
    {
        PictureSettings settings = PictureSettings.Parse(source.Settings);
        destination.Problem = default;
        try
        {
            using OpenPicture picture = open(new PictureReader(settings), source);
            byte[] rgb = new byte[picture.Pixels.Length / 4 * 3];
            PixelConversion.ToRgb(picture.Pixels, picture.Order, rgb);
            Set(destination, rgb, picture.Height, picture.Width, valid: 1);
        }
        catch (PictureException exception) when (settings.BrokenPictures == BrokenPicturePolicy.Skip)
        {
            // The network runs on one black pixel; its graph gives missing values where the size says that there is no picture.
            Set(destination, new byte[3], 1, 1, valid: 0);
            destination.Problem = exception.Message.AsMemory();
        }
    }

    private static void Set(PictureRow destination, byte[] rgb, int height, int width, long valid)
    {
        destination.Pixels = new VBuffer<byte>(rgb.Length, rgb);
        destination.Size = new VBuffer<long>(3, [height, width, valid]);
    }
}
