using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EfficientNet.Architecture;
using EfficientNet.Graph.Onnx;
using EfficientNet.Imaging;

namespace EfficientNet.Graph;

/// <summary>
/// What a model's file says of itself in its metadata, for whoever uses it without this library: as text or, where it is more than
/// one value, as JSON.
/// </summary>
internal static class GraphMetadata
{
    public const string VariantKey = "efficientnet.variant";
    public const string PreprocessingKey = "efficientnet.preprocessing";
    public const string LabelsKey = "efficientnet.labels";
    public const string LicenseKey = "efficientnet.license";

    // The text stands in no web page; labels in other scripts stay readable.
    private static readonly JsonWriterOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IEnumerable<StringStringEntryProto> Of(EfficientNetVariant variant, OnnxGraphOptions options)
    {
        yield return Entry(VariantKey, variant.Name);
        if (options.Preprocessing is { } preprocessing)
        {
            yield return Entry(PreprocessingKey, Json(writer => Write(writer, preprocessing)));
        }

        if (options.Labels is { } labels)
        {
            yield return Entry(LabelsKey, Json(writer => Write(writer, labels)));
        }

        if (options.License is { } license)
        {
            yield return Entry(LicenseKey, license);
        }
    }

    /// <summary>Under the names that timm's configurations have, so that its users know them.</summary>
    private static void Write(Utf8JsonWriter writer, Preprocessing preprocessing)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("input_size");
        writer.WriteNumberValue(Network.InputChannels);
        writer.WriteNumberValue(preprocessing.Height);
        writer.WriteNumberValue(preprocessing.Width);
        writer.WriteEndArray();
        writer.WriteString("interpolation", preprocessing.Interpolation.ToString().ToLowerInvariant());
        writer.WriteNumber("crop_pct", preprocessing.CropFraction);
        writer.WriteString("crop_mode", preprocessing.CropMode.ToString().ToLowerInvariant());
        Write("mean", preprocessing.Mean);
        Write("std", preprocessing.Deviation);
        writer.WriteEndObject();

        void Write(string name, RgbValues values)
        {
            writer.WriteStartArray(name);
            writer.WriteNumberValue(values.Red);
            writer.WriteNumberValue(values.Green);
            writer.WriteNumberValue(values.Blue);
            writer.WriteEndArray();
        }
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<string> labels)
    {
        writer.WriteStartArray();
        foreach (var label in labels)
        {
            writer.WriteStringValue(label);
        }

        writer.WriteEndArray();
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, _json))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static StringStringEntryProto Entry(string key, string value) => new() { Key = key, Value = value };
}
