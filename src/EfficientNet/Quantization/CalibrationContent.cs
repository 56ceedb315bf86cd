using System.Text.Json;
using System.Text.Json.Serialization;
using EfficientNet.Imaging;

namespace EfficientNet.Quantization;

/// <summary>A calibration as it is saved. Means are <see cref="ChannelMeans"/>; null where biases are not to be corrected.</summary>
internal sealed record CalibrationContent(
    [property: JsonRequired] string Variant,
    [property: JsonRequired] string Weights,
    [property: JsonRequired] Preprocessing Preprocessing,
    [property: JsonRequired] CalibrationMethod Method,
    [property: JsonRequired] int Pictures,
    [property: JsonRequired] IReadOnlyDictionary<string, ActivationRange> Ranges,
    IReadOnlyDictionary<string, byte[]>? Means)
{
    public void Validate()
    {
        if (Variant is null || Weights is null || Preprocessing is null || Ranges is null)
        {
            throw new JsonException("a part of it is null");
        }

        Preprocessing.Validate();
        foreach (var (point, range) in Ranges)
        {
            if (!(float.IsFinite(range.Low) && float.IsFinite(range.High) && range.Low <= 0 && range.High >= 0 && range.Low < range.High))
            {
                throw new JsonException($"the range of '{point}' is {range.Low} to {range.High}, expected finite numbers with zero between them");
            }
        }
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(CalibrationContent))]
internal sealed partial class CalibrationJson : JsonSerializerContext;
