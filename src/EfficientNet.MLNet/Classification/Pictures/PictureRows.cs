using EfficientNet.Imaging;
using EfficientNet.MLNet.Pipeline;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Classification;

/// <summary>Takes from a cursor's rows what outlives them.</summary>
internal static class PictureRows
{
    /// <summary>What to call for the current row's picture.</summary>
    /// <param name="kind">What the column holds.</param>
    /// <param name="settings">How pictures are read and prepared.</param>
    /// <param name="input">A cursor in which the column is active.</param>
    /// <param name="column">The column.</param>
    public static Func<PictureContent> Contents(InputKind kind, PictureSettings settings, DataViewRow input, DataViewSchema.Column column)
    {
        var reader = new PictureReader(settings);
        return kind switch
        {
            InputKind.Path => Paths(reader, input, input.GetGetter<ReadOnlyMemory<char>>(column)),
            InputKind.Bytes => Files(reader, input, input.GetGetter<VBuffer<byte>>(column)),
            InputKind.Image => Images(reader, input, input.GetGetter<MLImage>(column)),
            _ => Pixels(reader, input, input.GetGetter<VBuffer<float>>(column)),
        };
    }

    /// <summary>Shows the pictures of some rows.</summary>
    public static void Visit(IDataView data, PictureSettings settings, InputKind kind, IReadOnlySet<long> rows, Action<long, PictureContent> visit)
    {
        if (rows.Count == 0)
        {
            return;
        }

        DataViewSchema.Column column = data.Schema[settings.InputColumnName];
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        Func<PictureContent> next = Contents(kind, settings, cursor, column);
        for (int found = 0; found < rows.Count && cursor.MoveNext();)
        {
            if (rows.Contains(cursor.Position))
            {
                found++;
                using PictureContent content = next();
                visit(cursor.Position, content);
            }
        }
    }

    private static string NameOf(DataViewRow row) => $"row {row.Position + 1:N0}";

    private static Func<PictureContent> Paths(PictureReader reader, DataViewRow row, ValueGetter<ReadOnlyMemory<char>> get)
    {
        ReadOnlyMemory<char> path = default;
        return () =>
        {
            get(ref path);
            return new PictureContent.OfPath(reader, path.IsEmpty ? NameOf(row) : path.ToString(), path.ToString());
        };
    }

    private static Func<PictureContent> Files(PictureReader reader, DataViewRow row, ValueGetter<VBuffer<byte>> get)
    {
        VBuffer<byte> bytes = default;
        return () =>
        {
            get(ref bytes);
            return new PictureContent.OfBytes(reader, NameOf(row), bytes.DenseValues().ToArray());
        };
    }

    private static Func<PictureContent> Images(PictureReader reader, DataViewRow row, ValueGetter<MLImage> get)
    {
        MLImage? image = null;
        return () =>
        {
            get(ref image!);
            try
            {
                // A copy: whoever made the image may change or dispose of it as soon as the cursor moves on.
                using OpenPicture picture = reader.OpenImage(image);
                return new PictureContent.OfImage(reader, NameOf(row), picture.Pixels.ToArray(), picture.Height, picture.Width, picture.Order);
            }
            catch (PictureException problem)
            {
                return new PictureContent.Broken(NameOf(row), problem);
            }
        };
    }

    private static Func<PictureContent> Pixels(PictureReader reader, DataViewRow row, ValueGetter<VBuffer<float>> get)
    {
        VBuffer<float> pixels = default;
        return () =>
        {
            get(ref pixels);
            return pixels.Length == reader.Length
                ? new PictureContent.OfPixels(NameOf(row), [.. pixels.DenseValues()])
                : throw new InvalidOperationException($"Row {row.Position + 1:N0} has {pixels.Length:N0} normalized pixels, expected {reader.Length:N0}.");
        };
    }
}
