using EfficientNet.Imaging;

namespace EfficientNet.Tests.Imaging;

/// <summary>Sizes worked out by hand from torchvision's and timm's rules.</summary>
public class PreprocessingGeometryTests
{
    [Theory]
    [InlineData(400, 600, 224, 0.875, 256, 384, 16, 80)]
    [InlineData(600, 400, 224, 0.875, 384, 256, 80, 16)]
    [InlineData(375, 500, 224, 0.875, 256, 341, 16, 58)] // 341.33 truncated; 58.5 to even
    [InlineData(300, 451, 380, 0.922, 412, 619, 16, 120)] // 412.15, 619.37; 119.5 to even
    [InlineData(480, 640, 225, 0.9, 250, 333, 12, 54)] // 12.5 to even
    [InlineData(1, 1, 224, 0.875, 256, 256, 16, 16)]
    public void Center_resizes_the_short_side_and_truncates_the_long_one(
        int height, int width, int size, double cropFraction, int resizedHeight, int resizedWidth, int top, int left)
    {
        var geometry = PreprocessingGeometry.Of(new Preprocessing { Width = size, Height = size, CropFraction = cropFraction }, height, width);
        Assert.Equal(new PreprocessingGeometry(new(0, 0, height, width), resizedHeight, resizedWidth, top, left), geometry);
    }

    [Fact]
    public void Squash_resizes_both_sides()
    {
        var geometry = PreprocessingGeometry.Of(new Preprocessing { Width = 240, Height = 200, CropFraction = 0.9, CropMode = CropMode.Squash }, 1000, 10);
        Assert.Equal(new PreprocessingGeometry(new(0, 0, 1000, 10), 222, 266, 11, 13), geometry);
    }

    [Theory]
    [InlineData(300, 451, 160, 0.9, 118, 177, -21, 8)] // 117.74 rounded; 8.5 to even
    [InlineData(426, 640, 480, 1.0, 320, 480, -80, 0)] // 319.5 to even
    [InlineData(425, 640, 480, 1.0, 319, 480, -80, 0)] // 80.5 rounded down
    [InlineData(1000, 1, 160, 1.0, 160, 1, 0, -79)] // 0.16 pixels become one
    public void Border_resizes_the_long_side_and_pads_the_short_one(
        int height, int width, int size, double cropFraction, int resizedHeight, int resizedWidth, int top, int left)
    {
        var preprocessing = new Preprocessing { Width = size, Height = size, CropFraction = cropFraction, CropMode = CropMode.Border };
        Assert.Equal(new PreprocessingGeometry(new(0, 0, height, width), resizedHeight, resizedWidth, top, left), PreprocessingGeometry.Of(preprocessing, height, width));
    }

    [Fact]
    public void Center_with_a_target_that_is_no_square_covers_it()
    {
        var geometry = PreprocessingGeometry.Of(new Preprocessing { Width = 100, Height = 50, CropFraction = 1 }, 300, 300);
        Assert.Equal(new PreprocessingGeometry(new(0, 0, 300, 300), 100, 100, 25, 0), geometry);
    }

    [Fact]
    public void Of_extremely_long_pictures_the_middle_is_used()
    {
        var geometry = PreprocessingGeometry.Of(new Preprocessing(), 100_001, 10);
        Assert.Equal(new PreprocessingGeometry.Window(49_920, 0, 161, 10), geometry.Source);
        Assert.Equal((4121, 256), (geometry.ResizedHeight, geometry.ResizedWidth));
        Assert.Equal(2560, PreprocessingGeometry.Of(new Preprocessing(), 2560, 10).Source.Height);
    }

    [Fact]
    public void The_border_is_the_mean_as_written_not_as_stored() =>
        Assert.Equal((124, 116, 104), PreprocessingGeometry.BorderColor(new Preprocessing()));

    [Fact]
    public void Half_of_an_odd_colour_rounds_to_even() =>
        Assert.Equal((128, 128, 128), PreprocessingGeometry.BorderColor(new Preprocessing { Mean = RgbValues.Half }));
}
