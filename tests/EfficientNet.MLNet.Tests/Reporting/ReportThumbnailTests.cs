using EfficientNet.Imaging;
using EfficientNet.MLNet.Reporting;
using Microsoft.ML.Data;
using Xunit;

namespace EfficientNet.MLNet.Tests.Reporting;

public sealed class ReportThumbnailTests
{
    [Theory]
    [InlineData(500, 375, 128, 1, 128, 96)]
    [InlineData(375, 500, 128, 1, 96, 128)]
    [InlineData(500, 375, 128, 6, 96, 128)]
    [InlineData(60, 40, 128, 1, 60, 40)]
    [InlineData(5000, 2, 128, 1, 128, 1)]
    [InlineData(1, 1, 128, 1, 1, 1)]
    public void Keeps_proportions_and_never_enlarges(int width, int height, int side, int orientation, int expectedWidth, int expectedHeight)
    {
        byte[] pixels = new byte[width * height * 4];
        Array.Fill(pixels, byte.MaxValue);

        ReportPicture thumbnail = ReportThumbnail.Of("a name", pixels, height, width, PixelOrder.Bgra, side, orientation);

        using MLImage image = Decode(thumbnail);
        Assert.Equal("a name", thumbnail.Name);
        Assert.Equal((expectedWidth, expectedHeight), (image.Width, image.Height));
    }

    [Theory]
    [InlineData(PixelOrder.Rgb)]
    [InlineData(PixelOrder.Rgba)]
    [InlineData(PixelOrder.Bgra)]
    public void Keeps_colours_and_places(PixelOrder order)
    {
        // Left half red, right half blue.
        int bytesPerPixel = order == PixelOrder.Rgb ? 3 : 4;
        byte[] pixels = new byte[400 * 200 * bytesPerPixel];
        for (int i = 0; i < 400 * 200; i++)
        {
            bool isLeft = i % 400 < 200;
            pixels[(i * bytesPerPixel) + (isLeft == (order == PixelOrder.Bgra) ? 2 : 0)] = 200;
            if (bytesPerPixel == 4)
            {
                pixels[(i * 4) + 3] = 255;
            }
        }

        ReportPicture thumbnail = ReportThumbnail.Of("a name", pixels, 200, 400, order, 100);

        using MLImage image = Decode(thumbnail);
        AssertColour(image, x: 20, y: 25, red: 200, blue: 0);
        AssertColour(image, x: 80, y: 25, red: 0, blue: 200);
    }

    private static MLImage Decode(ReportPicture picture) => MLImage.CreateFromStream(new MemoryStream(picture.Content.ToArray()));

    private static void AssertColour(MLImage image, int x, int y, int red, int blue)
    {
        ReadOnlySpan<byte> pixel = image.Pixels.Slice(((y * image.Width) + x) * 4, 4);
        int first = image.PixelFormat == MLPixelFormat.Bgra32 ? blue : red;
        int third = image.PixelFormat == MLPixelFormat.Bgra32 ? red : blue;
        Assert.InRange(pixel[0], first - 6, first + 6);
        Assert.InRange(pixel[1], 0, 6);
        Assert.InRange(pixel[2], third - 6, third + 6);
    }
}
