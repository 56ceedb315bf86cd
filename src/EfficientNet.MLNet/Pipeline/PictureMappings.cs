using EfficientNet.Imaging;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>The code behind the saved mappings: a row's picture, in whatever form, becomes the network's input.</summary>
internal static class PictureMappings
{
    private delegate void Preparation<in TSource>(PictureReader reader, TSource source, Span<float> prepared);

    public static void Trigger(EmptyRow source, TriggerRow destination) => destination.Row = 1;

    public static void PreparePath(PathRow source, PreparedRow destination)
        => Prepare(source, destination, (reader, row, prepared) => reader.PreparePath(row.Path.ToString(), prepared));

    public static void PrepareBytes(BytesRow source, PreparedRow destination)
        => Prepare(source, destination, (reader, row, prepared) => reader.PrepareBytes(row.Bytes.DenseValues().ToArray(), prepared));

    public static void PrepareImage(ImageRow source, PreparedRow destination)
        => Prepare(source, destination, (reader, row, prepared) => reader.PrepareImage(row.Image, prepared));

    public static void PrepareColors(ColorsRow source, PreparedRow destination)
        => Prepare(source, destination, (reader, row, prepared) => reader.PrepareColors(row.DenseColors(), prepared));

    public static void Top(TopRow source, PredictionRow destination)
    {
        destination.Label = source.Label.GetItemOrDefault(0);
        destination.Probability = source.Probability.GetItemOrDefault(0);
    }

    private static void Prepare<TSource>(TSource source, PreparedRow destination, Preparation<TSource> prepare)
        where TSource : SourceRow
    {
        PictureSettings settings = PictureSettings.Parse(source.Settings);
        var reader = new PictureReader(settings);

        // New buffers for every row: consumers may keep a row's values while they read the next.
        float[] prepared = new float[reader.Length];
        destination.Problem = default;
        long valid = 1;
        try
        {
            prepare(reader, source, prepared);
        }
        catch (PictureException exception) when (settings.BrokenPictures == BrokenPicturePolicy.Skip)
        {
            // The network runs on nothing but zeros; its graph gives missing values where there is no picture.
            destination.Problem = exception.Message.AsMemory();
            valid = 0;
        }

        destination.Prepared = new VBuffer<float>(prepared.Length, prepared);
        destination.Valid = new VBuffer<long>(1, [valid]);
    }
}
