using EfficientNet.Imaging;

namespace EfficientNet.Tests.Imaging;

public sealed class AugmentedViewsTests
{
    private static readonly Preprocessing _preprocessing = new() { Width = 24, Height = 20 };

    private static readonly PictureAugmentation[] _all = [new RandomResizedCrop(), new HorizontalFlip(), new VerticalFlip(), new ColorJitter(hue: 0.1)];

    [Fact]
    public void A_view_is_the_same_in_any_order_and_thread()
    {
        var pictures = Enumerable.Range(0, 4).Select(i => Picture(40 + i, 30 + (7 * i), i)).ToArray();
        var one = new AugmentedViews(_all, 5, seed: 3);
        var expected = pictures.SelectMany((picture, i) => Enumerable.Range(0, 5).Select(view => Prepare(one, picture, i, view))).ToArray();
        var other = new AugmentedViews(_all, 5, seed: 3);
        var found = new float[expected.Length][];
        Parallel.For(0, expected.Length, n => found[expected.Length - 1 - n] = Prepare(other, pictures[(expected.Length - 1 - n) / 5], (expected.Length - 1 - n) / 5, (expected.Length - 1 - n) % 5));
        Assert.Equal(expected, found);
        Assert.Equal(expected.Length, expected.Select(view => string.Join(' ', view)).Distinct().Count());
    }

    private static float[] Prepare(AugmentedViews views, EfficientNet.Imaging.RgbPicture picture, int content, int view)
    {
        var prepared = new float[3 * 20 * 24];
        views.Prepare(picture, [(byte)content, 1, 2], view, _preprocessing, prepared);
        return prepared;
    }

    private static RgbPicture Picture(int width, int height, int seed) => new(height, width, DrawnPicture.Draw(width, height, seed).Pixels);
}
