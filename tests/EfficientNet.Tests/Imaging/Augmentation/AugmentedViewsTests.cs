using System.IO.Hashing;
using EfficientNet.Imaging;

namespace EfficientNet.Tests.Imaging;

public sealed class AugmentedViewsTests
{
    private const int Height = 20;
    private const int Width = 24;

    private static readonly Preprocessing _preprocessing = new() { Width = Width, Height = Height };

    private static readonly PictureAugmentation[] _all = [new RandomResizedCrop(), new HorizontalFlip(), new VerticalFlip(), new ColorJitter(hue: 0.1)];

    [Fact]
    public void A_view_is_the_same_in_any_order_and_thread()
    {
        const int views = 5;
        var pictures = Enumerable.Range(0, 4).Select(i => Pictures.Draw(40 + i, 30 + (7 * i), i)).ToArray();
        var one = new AugmentedViews(_all, views, seed: 3);
        var expected = Enumerable.Range(0, pictures.Length * views).Select(i => Prepare(one, pictures[i / views], i / views, i % views)).ToArray();
        var other = new AugmentedViews(_all, views, seed: 3);
        var found = new float[expected.Length][];
        Parallel.ForEach(Enumerable.Range(0, expected.Length).Reverse(), i => found[i] = Prepare(other, pictures[i / views], i / views, i % views));
        Assert.Equal(expected, found);
    }

    // Features of views are kept in people's caches: that a later version, another system or processor makes others of them must not go unnoticed.
    [Fact]
    public void Views_are_those_of_every_version_and_machine()
    {
        var views = new AugmentedViews([new RandomResizedCrop(0.08), new HorizontalFlip(), new VerticalFlip(), new ColorJitter(0.4, 0.4, 0.4, 0.1)], 16, seed: 7);
        var picture = Pictures.Fill(61, 47, (x, y) => ((byte)(x * 4), (byte)(y * 5), (byte)((x * x) + (y * 3))));
        var hash = new XxHash128();
        for (var view = 0; view < views.Count; view++)
        {
            var augmented = views.Augment(picture, [1, 2, 3], view);
            hash.Append([(byte)augmented.Height, (byte)augmented.Width]);
            hash.Append(augmented.Pixels);
        }

        Assert.Equal("14B6C570199E2A02C7E9D5EDB89EA725", Convert.ToHexString(hash.GetCurrentHash()));
    }

    [Fact]
    public void Views_differ_by_seed_content_and_number()
    {
        var picture = Pictures.Draw(50, 40);
        var prepared = from seed in new[] { 0, 1, -1 }
            from content in new[] { 0, 1, 2 }
            from view in new[] { 0, 1, 2 }
            select string.Join(' ', Prepare(new AugmentedViews(_all, 3, seed), picture, content, view));
        Assert.Equal(27, prepared.Distinct().Count());
    }

    [Fact]
    public void A_view_whose_frame_is_set_is_resized_as_a_whole()
    {
        var picture = Pictures.Draw(70, 40);
        var views = new AugmentedViews([new Frame(13, 57)], 1, 0);
        var expected = new float[3 * Height * Width];
        (_preprocessing with { CropMode = CropMode.Squash, CropFraction = 1, Interpolation = Interpolation.Lanczos }).Apply(Pictures.Places(57, 13).Pixels, 13, 57, PixelOrder.Rgb, expected);
        Assert.Equal(expected, Prepare(views, picture, 0, 0, _preprocessing with { CropMode = CropMode.Border, Interpolation = Interpolation.Lanczos }));
    }

    [Fact]
    public void Any_other_view_is_prepared_as_pictures_are()
    {
        var picture = Pictures.Draw(70, 40);
        var expected = new float[3 * Height * Width];
        var mirrored = new HorizontalFlip(1).Apply(picture, Pictures.Random(1));
        _preprocessing.Apply(mirrored.Pixels, 40, 70, PixelOrder.Rgb, expected);
        Assert.Equal(expected, Prepare(new AugmentedViews([new HorizontalFlip(1)], 1, 0), picture, 0, 0));
        _preprocessing.Apply(picture.Pixels, 40, 70, PixelOrder.Rgb, expected);
        Assert.Equal(expected, Prepare(new AugmentedViews([], 1, 0), picture, 0, 0));
    }

    [Fact]
    public void Augmentations_are_applied_in_their_order()
    {
        var seen = new List<string>();
        var views = new AugmentedViews([new Custom("a", (picture, _) => See("a", picture)), new Custom("b", (picture, _) => See("b", picture))], 1, 0);
        views.Augment(Pictures.Draw(3, 3), [], 0);
        Assert.Equal(["a", "b"], seen);

        RgbPicture See(string name, RgbPicture picture)
        {
            seen.Add(name);
            return picture;
        }
    }

    [Fact]
    public void Different_views_have_different_identities()
    {
        AugmentedViews[] views =
        [
            new([], 1, 0), new([], 2, 0), new([], 1, 1), new(_all, 1, 0), new([.. _all.Reverse()], 1, 0),
            new([new HorizontalFlip()], 1, 0), new([new HorizontalFlip(0.4)], 1, 0), new([new VerticalFlip()], 1, 0),
            new([new RandomResizedCrop(0.2)], 1, 0), new([new RandomResizedCrop(maximumArea: 0.9)], 1, 0),
            new([new RandomResizedCrop(minimumRatio: 0.7)], 1, 0), new([new RandomResizedCrop(maximumRatio: 1.5)], 1, 0), new([new RandomResizedCrop(0.1 + 0.2)], 1, 0), new([new RandomResizedCrop(0.3)], 1, 0),
            new([new ColorJitter(0.1)], 1, 0), new([new ColorJitter(contrast: 0.1)], 1, 0), new([new ColorJitter(saturation: 0.1)], 1, 0), new([new ColorJitter(hue: 0.1)], 1, 0),
            new([Named("a"), Named("b")], 1, 0), new([Named("a; 1:b")], 1, 0), new([Named("ab")], 1, 0),
        ];
        Assert.Equal(views.Length, views.Select(view => view.Identity).Distinct().Count());
        Assert.Equal(new AugmentedViews(_all, 4, 9).Identity, new AugmentedViews(_all, 4, 9).Identity);

        static Custom Named(string identity) => new(identity, (picture, _) => picture);
    }

    [Fact]
    public void An_augmentation_that_throws_is_named()
    {
        var views = new AugmentedViews([new HorizontalFlip(), new Custom("custom strength=3", (_, _) => throw new DivideByZeroException("it went wrong"))], 3, 0);
        var error = Assert.Throws<InvalidOperationException>(() => Prepare(views, Pictures.Draw(40, 30), 0, 2));
        Assert.Equal(
            "The augmentation Custom (custom strength=3), asked for view 2 of a picture of 40 x 30 pixels, threw DivideByZeroException ('it went wrong'); correct it or leave it out.", error.Message);
        Assert.IsType<DivideByZeroException>(error.InnerException);
    }

    [Fact]
    public void An_augmentation_may_cancel()
    {
        var views = new AugmentedViews([new Custom("patient", (_, _) => throw new OperationCanceledException())], 1, 0);
        Assert.Throws<OperationCanceledException>(() => Prepare(views, Pictures.Draw(4, 3), 0, 0));
    }

    [Fact]
    public void An_augmentation_that_returns_nonsense_is_named()
    {
        var nothing = new AugmentedViews([new Custom("nothing", (_, _) => null!)], 1, 0);
        Assert.Contains("The augmentation Custom (nothing)", Assert.Throws<InvalidOperationException>(() => Prepare(nothing, Pictures.Draw(4, 3), 0, 0)).Message);
        Assert.Contains("returned null", Assert.Throws<InvalidOperationException>(() => Prepare(nothing, Pictures.Draw(4, 3), 0, 0)).Message);
        var wrong = new AugmentedViews([new Custom("wrong", (_, _) => new RgbPicture(3, 3, new byte[5]))], 1, 0);
        Assert.Contains("A picture of 3 x 3 pixels has 27 bytes", Assert.Throws<InvalidOperationException>(() => Prepare(wrong, Pictures.Draw(4, 3), 0, 0)).Message);
    }

    [Fact]
    public void An_augmentation_without_an_identity_is_refused_before_anything_is_computed()
    {
        Assert.Contains("The augmentation Custom has no Identity", Assert.Throws<ArgumentException>(() => new AugmentedViews([new Custom(" ", (picture, _) => picture)], 1, 0)).Message);
        Assert.Contains("Augmentation 2 of 2 is null", Assert.Throws<ArgumentException>(() => new AugmentedViews([new HorizontalFlip(), null!], 1, 0)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new AugmentedViews([], -1, 0));
    }

    private static float[] Prepare(AugmentedViews views, RgbPicture picture, int content, int view, Preprocessing? preprocessing = null)
    {
        var prepared = new float[3 * Height * Width];
        views.Prepare(picture, [(byte)content, 1, 2], view, preprocessing ?? _preprocessing, prepared);
        return prepared;
    }

    private sealed class Custom(string identity, Func<RgbPicture, Random, RgbPicture> apply) : PictureAugmentation
    {
        public override string Identity => identity;

        public override RgbPicture Apply(RgbPicture picture, Random random) => apply(picture, random);
    }

    private sealed class Frame(int height, int width) : PictureAugmentation
    {
        public override string Identity => "frame";

        public override bool SetsFrame => true;

        public override RgbPicture Apply(RgbPicture picture, Random random) => Pictures.Places(width, height);
    }
}
