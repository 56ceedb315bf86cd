using System.Globalization;
using EfficientNet.Imaging;
using EfficientNet.MLNet.Pipeline;
using Microsoft.ML.Data;
using Xunit;

namespace EfficientNet.MLNet.Tests.Pipeline;

public class PictureSettingsTests
{
    private static readonly PictureSettings _settings = new(
        "Image", "C:\\a, b", BrokenPicturePolicy.Skip, 178_956_970, 480, 640, ApplyExifOrientation: true, new Preprocessing
        {
            Width = 1234,
            Height = 56,
            CropFraction = 1 / 3.0,
            Interpolation = Interpolation.Bilinear,
            CropMode = CropMode.Border,
            Mean = new RgbValues(0.1f, 1 / 3f, 1e-30f),
            Deviation = new RgbValues(1e20f, 0.7f, float.Epsilon),
        });

    [Fact]
    public void Are_the_same_after_they_were_texts_whatever_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        other.NumberFormat.NumberDecimalSeparator = ",";
        other.NumberFormat.NumberGroupSeparator = ".";
        other.NumberFormat.NegativeSign = "minus";
        try
        {
            CultureInfo.CurrentCulture = other;
            Assert.Equal(_settings, Parse(_settings.ToTexts()));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Have_as_many_texts_as_the_mappings_expect() => Assert.Equal(PictureSettings.Count, _settings.ToTexts().Length);

    [Theory]
    [InlineData(4, 0, 0)]
    [InlineData(6, 480, 640)]
    public void Of_earlier_models_end_before_the_preprocessing(int count, int height, int width)
        => Assert.Equal(
            _settings with { Height = height, Width = width, ApplyExifOrientation = false, Preprocessing = new Preprocessing() },
            Parse(_settings.ToTexts()[..count]));

    private static PictureSettings Parse(string[] texts)
        => PictureSettings.Parse(new VBuffer<ReadOnlyMemory<char>>(texts.Length, [.. texts.Select(text => text.AsMemory())]));
}
