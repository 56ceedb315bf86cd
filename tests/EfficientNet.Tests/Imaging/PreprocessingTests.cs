using EfficientNet.Imaging;

namespace EfficientNet.Tests.Imaging;

public class PreprocessingTests
{
    [Fact]
    public void The_defaults_are_those_most_weights_were_trained_with()
    {
        var preprocessing = new Preprocessing();
        preprocessing.Validate();
        Assert.Equal((224, 224, 0.875), (preprocessing.Width, preprocessing.Height, preprocessing.CropFraction));
        Assert.Equal((Interpolation.Bicubic, CropMode.Center), (preprocessing.Interpolation, preprocessing.CropMode));
        Assert.Equal((RgbValues.ImageNetMean, RgbValues.ImageNetDeviation), (preprocessing.Mean, preprocessing.Deviation));
    }

    [Fact]
    public void Equal_values_make_equal_preprocessings() =>
        Assert.Equal(new Preprocessing { Mean = RgbValues.Half }, new Preprocessing { Mean = new RgbValues(0.5f, 0.5f, 0.5f) });

    [Fact]
    public void All_that_is_wrong_is_reported_at_once()
    {
        var wrong = new Preprocessing
        {
            Width = 0,
            Height = 9000,
            CropFraction = double.NaN,
            Interpolation = (Interpolation)7,
            CropMode = (CropMode)(-1),
            Mean = new RgbValues(0.5f, 1.5f, 0.5f),
            Deviation = new RgbValues(1, 0, 1),
        };
        var message = Assert.Throws<ArgumentException>(wrong.Validate).Message;
        Assert.Contains("Width is 0, but should be 1 to 8192", message);
        Assert.Contains("Height is 9000", message);
        Assert.Contains("CropFraction is NaN, but should be above 0 and at most 1", message);
        Assert.Contains("Interpolation is 7, but should be one of Bilinear, Bicubic", message);
        Assert.Contains("CropMode is -1, but should be one of Center, Squash, Border", message);
        Assert.Contains("Mean is", message);
        Assert.Contains("Deviation is", message);
    }

    [Fact]
    public void A_crop_fraction_that_asks_for_gigantic_pictures_is_refused() =>
        Assert.Contains("at most 8192 are possible", Assert.Throws<ArgumentException>(new Preprocessing { CropFraction = 0.01 }.Validate).Message);
}
