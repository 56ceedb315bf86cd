using EfficientNet.Imaging;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace EfficientNet.MLNet.Tests;

public sealed class BrokenPictureTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly Pictures _pictures = new();

    public void Dispose() => _pictures.Dispose();

    private static readonly string[] _broken =
        ["missing.png", "empty.png", "text.png", "cut.png", "flipped.png", "huge.png", "cut.jpg", "folder.png"];

    public static TheoryData<string> Broken => [.. _broken];

    [Theory]
    [MemberData(nameof(Broken))]
    public void Fail_names_the_file_and_the_reason(string name)
    {
        string path = Break(name);
        IDataView view = Transform(BrokenPicturePolicy.Fail, path);

        PictureException exception = DataViews.ThrowsPicture(() => view.Vectors());

        Assert.Contains(name, exception.Message);
        Assert.True(exception.Message.Length > path.Length + 20, exception.Message);
        Assert.Null(view.Schema.GetColumnOrNull("BrokenPicture"));
    }

    [Fact]
    public void Skip_reports_each_and_leaves_all_other_rows_as_they_were()
    {
        string[] sound = [_pictures.Draw("1.png", seed: 1), _pictures.Draw("2.png", discs: true, seed: 2), _pictures.Draw("3.png", seed: 3)];
        float[][] expected = Transform(BrokenPicturePolicy.Fail, sound).Vectors();
        string[] broken = [.. _broken.Select(Break)];

        ReportedRow[] rows = Rows(Transform(BrokenPicturePolicy.Skip, [sound[0], .. broken, sound[1], sound[2]]));

        Assert.Equal(expected[0], rows[0].Features);
        Assert.Equal(expected[1], rows[^2].Features);
        Assert.Equal(expected[2], rows[^1].Features);
        Assert.Equal(["", "", ""], new[] { rows[0], rows[^2], rows[^1] }.Select(row => row.BrokenPicture));
        Assert.All(rows[1..^2], row => Assert.All(row.Features, value => Assert.True(float.IsNaN(value))));
        Assert.All(rows[1..^2].Zip(broken), pair => Assert.Contains(Path.GetFileName(pair.Second), pair.First.BrokenPicture));
    }

    [Fact]
    public void The_report_alone_can_be_read()
    {
        IDataView view = Transform(BrokenPicturePolicy.Skip, _pictures.Draw("1.png"), Break("cut.png"));

        string[] reports = [.. view.GetColumn<string>("BrokenPicture")];

        Assert.Equal("", reports[0]);
        Assert.Contains("cut.png", reports[1]);
    }

    [Fact]
    public void Bytes_and_images_without_a_file_name_are_reported_by_their_column()
    {
        IDataView bytes = _ml.Data.LoadFromEnumerable([new BytesRow { Bytes = [1, 2, 3] }]);
        IDataView images = _ml.Data.LoadFromEnumerable([new ImageRow { Image = null }]);

        Assert.Contains("'Bytes'", DataViews.ThrowsPicture(() => _ml.Transforms.EfficientNetFeaturize("Features", "Bytes").Fit(bytes).Transform(bytes).Vectors()).Message);
        Assert.Contains("'Image'", DataViews.ThrowsPicture(() => _ml.Transforms.EfficientNetFeaturize("Features", "Image").Fit(images).Transform(images).Vectors()).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void An_empty_path_is_called_empty_in_a_folder_too(string path)
    {
        var options = new EfficientNetFeaturizeOptions { ImageFolder = _pictures.Folder };
        IDataView data = _ml.Paths(path);

        PictureException exception = DataViews.ThrowsPicture(() => _ml.Transforms.EfficientNetFeaturize(options).Fit(data).Transform(data).Vectors());

        Assert.Contains("'ImagePath'", exception.Message);
        Assert.Contains("the path is empty", exception.Message);
    }

    [Fact]
    public void A_disposed_image_is_reported_by_its_column()
    {
        MLImage image = Pictures.Image();
        image.Dispose();
        IDataView data = _ml.Data.LoadFromEnumerable([new ImageRow { Image = image }]);
        var options = new EfficientNetFeaturizeOptions { InputColumnName = "Image", BrokenPictures = BrokenPicturePolicy.Skip };

        Assert.Contains("'Image'", Rows(_ml.Transforms.EfficientNetFeaturize(options).Fit(data).Transform(data)).Single().BrokenPicture);
    }

    [Fact]
    public void A_missing_image_is_reported_after_resizing_too()
    {
        IDataView data = _ml.Paths("", _pictures.Draw("1.png"));
        var options = new EfficientNetFeaturizeOptions { InputColumnName = "Image", BrokenPictures = BrokenPicturePolicy.Skip };
        IDataView view = _ml.Transforms.LoadImages("Image", imageFolder: "", "ImagePath")
            .Append(_ml.Transforms.ResizeImages("Image", 95, 86))
            .Append(_ml.Transforms.EfficientNetFeaturize(options))
            .Fit(data).Transform(data);

        string[] reports = [.. view.GetColumn<string>("BrokenPicture")];

        Assert.Contains("'Image'", reports[0]);
        Assert.Equal("", reports[1]);
    }

    [Fact]
    public void The_limit_on_pixels_is_the_users()
    {
        string path = _pictures.Draw("1.png", width: 100, height: 50);
        var options = new EfficientNetFeaturizeOptions { MaximumPixels = 4999 };
        IDataView data = _ml.Paths(path);

        PictureException exception = DataViews.ThrowsPicture(() => _ml.Transforms.EfficientNetFeaturize(options).Fit(data).Transform(data).Vectors());

        Assert.Contains("1.png", exception.Message);
        Assert.Contains("4999", exception.Message);
    }

    [Fact]
    public void A_trainer_passes_over_skipped_rows()
    {
        List<LabeledImage> images = [.. _pictures.DrawClasses(5)];
        float[][] expected = TrainAndScore(images, images);
        images.Insert(3, new LabeledImage { ImagePath = Break("cut.png"), Label = "discs" });

        float[][] scores = TrainAndScore(images, [.. images.Where(image => !image.ImagePath.EndsWith("cut.png", StringComparison.Ordinal))]);

        for (int row = 0; row < expected.Length; row++)
        {
            Assert.Equal(expected[row][0], scores[row][0], 0.001f);
        }
    }

    [Fact]
    public void A_skipped_row_has_no_predicted_label()
    {
        IReadOnlyList<LabeledImage> images = _pictures.DrawClasses(5);
        ITransformer model = Pipeline().Fit(_ml.Data.LoadFromEnumerable(images));
        IDataView broken = _ml.Data.LoadFromEnumerable([new LabeledImage { ImagePath = Break("cut.png"), Label = "discs" }]);

        Assert.Equal(0u, model.Transform(broken).GetColumn<uint>("PredictedLabel").Single());
    }

    private float[][] TrainAndScore(List<LabeledImage> train, IReadOnlyList<LabeledImage> test)
        => Pipeline().Fit(_ml.Data.LoadFromEnumerable(train)).Transform(_ml.Data.LoadFromEnumerable(test)).Vectors("Score");

    private IEstimator<ITransformer> Pipeline() => _ml.Transforms.Conversion.MapValueToKey("Label")
        .Append(_ml.Transforms.EfficientNetFeaturize(new EfficientNetFeaturizeOptions { BrokenPictures = BrokenPicturePolicy.Skip }))
        .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy());

    private IDataView Transform(BrokenPicturePolicy policy, params string[] paths)
    {
        IDataView data = _ml.Paths(paths);
        return _ml.Transforms.EfficientNetFeaturize(new EfficientNetFeaturizeOptions { BrokenPictures = policy }).Fit(data).Transform(data);
    }

    private ReportedRow[] Rows(IDataView view) => [.. _ml.Data.CreateEnumerable<ReportedRow>(view, reuseRowObject: false)];

    private string Break(string name)
    {
        byte[] png = File.ReadAllBytes(_pictures.Draw("sound.png"));
        byte[] jpeg = File.ReadAllBytes(_pictures.Draw("sound.jpg"));
        switch (name)
        {
            case "missing.png":
                return Path.Combine(_pictures.Folder, name);
            case "folder.png":
                return Directory.CreateDirectory(Path.Combine(_pictures.Folder, name)).FullName;
            case "empty.png":
                return _pictures.Write(name, []);
            case "text.png":
                return _pictures.Write(name, "<html><body>404 Not Found</body></html>"u8.ToArray());
            case "cut.png":
                return _pictures.Write(name, png[..(png.Length / 2)]);
            case "cut.jpg":
                return _pictures.Write(name, jpeg[..(jpeg.Length / 2)]);
            case "huge.png":
                // Width and height stand at bytes 16 to 23 of a PNG: 60,000 each.
                byte[] huge = [.. png];
                new byte[] { 0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60 }.CopyTo(huge, 16);
                return _pictures.Write(name, huge);
            default:
                byte[] flipped = [.. png];
                flipped[flipped.Length / 2] ^= 0xFF;
                return _pictures.Write(name, flipped);
        }
    }
}
