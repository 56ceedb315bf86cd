using System.Text.Json;
using EfficientNet.Imaging;
using EfficientNet.Testing;

namespace EfficientNet.Tests.Imaging;

/// <summary>
/// The reference cases: pictures, and what timm's evaluation transform makes of them when it is told not to normalize, by
/// a mean of 0 and a deviation of 1; with that mean, borders are black.
/// </summary>
internal static class PreprocessingCases
{
    public static IEnumerable<(string Name, Preprocessing Preprocessing, DrawnPicture Source, DrawnPicture Result)> All()
    {
        var folder = SharedFiles.RequireOrSkip("reference", "preprocessing");
        using var cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "cases.json")));
        foreach (var one in cases.RootElement.EnumerateArray())
        {
            var size = one.GetProperty("size").GetInt32();
            var preprocessing = new Preprocessing
            {
                Width = size,
                Height = size,
                CropFraction = one.GetProperty("crop_pct").GetDouble(),
                Interpolation = Enum.Parse<Interpolation>(one.GetProperty("interpolation").GetString()!, ignoreCase: true),
                CropMode = Enum.Parse<CropMode>(one.GetProperty("crop_mode").GetString()!, ignoreCase: true),
                Mean = default,
                Deviation = new RgbValues(1, 1, 1),
            };
            var result = one.GetProperty("result").GetString()!;
            yield return (result, preprocessing, Read(one.GetProperty("source").GetString()!), Read(result));
        }

        DrawnPicture Read(string name) => Png.Read(File.ReadAllBytes(Path.Combine(folder, name)));
    }
}
