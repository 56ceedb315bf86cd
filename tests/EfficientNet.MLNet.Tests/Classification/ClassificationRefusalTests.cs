using EfficientNet.Imaging;
using EfficientNet.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace EfficientNet.MLNet.Tests.Classification;

public sealed class ClassificationRefusalTests : IDisposable
{
    private readonly TinyClassifier _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void No_rows() => Refuses([], "the data have no rows");

    [Fact]
    public void One_class()
    {
        LabeledImage[] images = [.. _tiny.DrawList(2).Where(image => image.Label == "discs")];

        Refuses(images, "all 2 pictures are of the class 'discs'", "at least two classes");
    }

    [Fact]
    public void Classes_with_one_picture_are_all_named()
    {
        List<LabeledImage> images = [.. _tiny.DrawList(3)];
        string picture = images[0].ImagePath;
        images.AddRange(["checks", "dots"], picture);

        Refuses(images, "2 classes have fewer than 2", "'checks' (1), 'dots' (1)", "MinimumPicturesPerClass");
    }

    [Fact]
    public void One_picture_a_class()
    {
        Refuses(_tiny.DrawList(1), "2 classes have fewer than 2", "'discs' (1), 'stripes' (1)");
    }

    [Fact]
    public void Long_lists_of_classes_are_cut()
    {
        string picture = _tiny.DrawList(1)[0].ImagePath;
        List<LabeledImage> images = [];
        images.AddRange(Enumerable.Range(0, 100).Select(index => $"class {index}"), picture);

        Refuses(images, "100 classes have fewer than 2", "and 90 more");
    }

    [Fact]
    public void A_class_with_one_picture_is_trained_on_where_that_is_asked_for()
    {
        List<LabeledImage> images = [.. _tiny.DrawList(3)];
        images.AddRange(["checks"], _tiny.Pictures.Draw("a.png", seed: 77));
        IDataView data = _tiny.Keys(_tiny.Ml.Data.LoadFromEnumerable(images));

        using EfficientNetClassificationModel model = _tiny.Trainer(_tiny.Options(minimum: 1)).Fit(data);

        Assert.Equal(3, model.Transform(data).Vectors("Score")[0].Length);
        Assert.Contains(model.Summary.Warnings, warning => warning.Contains("'checks' (1)"));
    }

    [Fact]
    public void Every_picture_broken()
    {
        string broken = _tiny.Pictures.Write("broken.png", [1, 2, 3]);
        List<LabeledImage> images = [];
        images.AddRange(["a", "a", "b", "b"], broken);

        string message = Assert.Throws<ArgumentException>(() => Fit(images, _tiny.Options(brokenPictures: BrokenPicturePolicy.Skip))).Message;

        Assert.Contains("of 4 rows none has a sound picture", message);
        Assert.Contains(broken, message);
    }

    [Fact]
    public void Rows_passed_over_are_told_where_a_class_is_missing_for_it()
    {
        IReadOnlyList<LabeledImage> images = _tiny.DrawList(3);
        string broken = _tiny.Pictures.Write("broken.png", [1, 2, 3]);
        foreach (LabeledImage image in images.Where(image => image.Label == "stripes"))
        {
            image.ImagePath = broken;
        }

        string message = Assert.Throws<ArgumentException>(() => Fit(images, _tiny.Options(brokenPictures: BrokenPicturePolicy.Skip))).Message;

        Assert.Contains("all 3 pictures are of the class 'discs'", message);
        Assert.Contains("3 of 6 rows were passed over", message);
        Assert.Equal(2, message.Split(broken).Length);
    }

    [Fact]
    public void An_empty_path_is_called_by_its_row()
    {
        List<LabeledImage> images = [.. _tiny.DrawList(3)];
        images.Insert(1, new LabeledImage { ImagePath = "", Label = "discs" });

        using EfficientNetClassificationModel model = Fit(images, _tiny.Options(brokenPictures: BrokenPicturePolicy.Skip));

        SkippedPicture skipped = Assert.Single(model.Summary.Skipped);
        Assert.Equal("row 2", skipped.Name);
        Assert.StartsWith("the path is empty", skipped.Reason);
    }

    [Fact]
    public void Of_several_broken_pictures_the_first_is_named()
    {
        List<LabeledImage> images = [.. _tiny.DrawList(4)];
        foreach (int row in new[] { 3, 4, 6 })
        {
            images[row].ImagePath = Path.Combine(_tiny.Pictures.Folder, $"missing{row}.png");
        }

        PictureException exception = Assert.Throws<PictureException>(() => Fit(images));

        Assert.Equal(PictureProblem.Unreadable, exception.Reason);
        Assert.EndsWith("missing3.png", exception.Picture);
    }

    [Fact]
    public void Broken_pictures_that_are_skipped_are_reported_and_change_nothing_else()
    {
        List<LabeledImage> images = [.. _tiny.DrawList(4)];
        string broken = _tiny.Pictures.Write("broken.png", [1, 2, 3]);
        using EfficientNetClassificationModel expected = Fit(images);
        images.Insert(5, new LabeledImage { ImagePath = broken, Label = "stripes" });
        IDataView data = _tiny.Keys(_tiny.Ml.Data.LoadFromEnumerable(images));

        using EfficientNetClassificationModel model = _tiny.Trainer(_tiny.Options(brokenPictures: BrokenPicturePolicy.Skip)).Fit(data);

        SkippedPicture skipped = Assert.Single(model.Summary.Skipped);
        Assert.Equal((5, broken, false), (skipped.Row, skipped.Name, skipped.IsInValidationSet));
        Assert.Contains(model.Summary.Warnings, warning => warning.Contains(broken));
        IDataView scored = model.Transform(data);
        Assert.True(float.IsNaN(scored.Vectors("Score")[5][0]));
        Assert.Equal(0u, scored.GetColumn<uint>("PredictedLabel").ElementAt(5));
        Assert.Equal(expected.Transform(data.Without(5, _tiny.Ml)).Vectors("Score"), scored.Vectors("Score").Where((_, row) => row != 5));
    }

    [Fact]
    public void Rows_without_a_label_are_skipped()
    {
        List<LabeledImage> images = [.. _tiny.DrawList(4)];
        images.Add(new LabeledImage { ImagePath = images[0].ImagePath, Label = "" });

        using EfficientNetClassificationModel model = Fit(images);

        Assert.Contains("label in the column 'Label' is missing", Assert.Single(model.Summary.Skipped).Reason);
    }

    [Fact]
    public void A_label_that_is_no_key()
    {
        string message = Assert.Throws<ArgumentException>(() => _tiny.Trainer().Fit(_tiny.Draw(2))).Message;

        Assert.Contains("the label column 'Label'", message);
        Assert.Contains("MapValueToKey(\"Label\")", message);
    }

    [Fact]
    public void A_pipeline_without_MapValueToKey_is_refused_before_anything_is_read()
    {
        IEstimator<ITransformer> pipeline = _tiny.Ml.Transforms.CopyColumns("Copy", "ImagePath").Append(_tiny.Trainer());

        Assert.Contains("MapValueToKey", Assert.ThrowsAny<Exception>(() => pipeline.Fit(_tiny.Draw(2))).GetBaseException().Message);
    }

    [Fact]
    public void A_missing_label_column()
    {
        string message = Assert.Throws<ArgumentException>(() => _tiny.Trainer().Fit(_tiny.Ml.Paths("a.png"))).Message;

        Assert.Contains("no label column 'Label'", message);
        Assert.Contains("ImagePath", message);
    }

    [Fact]
    public void A_validation_set_with_an_unknown_label()
    {
        IReadOnlyList<LabeledImage> images = _tiny.DrawList(3);
        IDataView validation = _tiny.Ml.Data.LoadFromEnumerable([new LabeledImage { ImagePath = images[0].ImagePath, Label = "checks" }]);

        string message = Assert.Throws<ArgumentException>(() => Fit(images, _tiny.Options(validationSet: validation))).Message;

        Assert.Contains("'checks'", message);
        Assert.Contains("discs, stripes", message);
    }

    [Fact]
    public void A_validation_set_without_rows_or_with_another_kind_of_pictures()
    {
        IReadOnlyList<LabeledImage> images = _tiny.DrawList(3);
        IDataView none = _tiny.Ml.Data.LoadFromEnumerable(Array.Empty<LabeledImage>());
        IDataView bytes = _tiny.Ml.Data.LoadFromEnumerable([new BytesImage()]);

        Assert.Contains("no rows", Assert.Throws<ArgumentException>(() => Fit(images, _tiny.Options(validationSet: none))).Message);
        Assert.Contains("Bytes in the validation set", Assert.Throws<ArgumentException>(() => Fit(images, _tiny.Options(validationSet: bytes))).Message);
    }

    [Fact]
    public void Class_weights_of_another_number_are_refused_before_pictures_are_read()
    {
        List<LabeledImage> images = [];
        images.AddRange(["a", "a", "b", "b"], "no-such.png");

        string message = Assert.Throws<ArgumentException>(() => Fit(images, _tiny.Options(head: new HeadTrainingOptions { ClassWeights = [1, 2, 3] }))).Message;

        Assert.Contains("3 numbers", message);
        Assert.Contains("2 classes", message);
    }

    [Fact]
    public void A_prior_of_another_network_is_refused_before_pictures_are_read()
    {
        List<LabeledImage> images = [];
        images.AddRange(["a", "a", "b", "b"], "no-such.png");
        var prior = new ClassificationHead(5, new float[10], new float[2]);

        string message = Assert.Throws<ArgumentException>(() => Fit(images, _tiny.Options(head: new HeadTrainingOptions { Prior = prior }))).Message;

        Assert.Contains("Head.Prior takes 5 features", message);
    }

    [Fact]
    public void One_column_for_pictures_and_labels()
        => Assert.Contains("'Label' is the name of the column of pictures and of that of labels", Assert.Throws<ArgumentException>(() => _tiny.Trainer(_tiny.Options(input: "Label"))).Message);

    [Fact]
    public void An_ONNX_file_in_a_folder_that_is_not_there()
    {
        using EfficientNetClassificationModel model = _tiny.Trainer(_tiny.Options(views: 0)).Fit(_tiny.DrawKeys(3));
        string folder = Path.Combine(_tiny.Pictures.Folder, "no-such");

        string message = Assert.ThrowsAny<IOException>(() => model.SaveOnnx(Path.Combine(folder, "model.onnx"))).Message;

        Assert.Contains(Path.Combine(folder, "model.onnx"), message);
        Assert.DoesNotContain(".tmp", message);
    }

    [Fact]
    public void Everything_wrong_with_options_is_said_at_once()
    {
        string message = Assert.Throws<ArgumentException>(() => _tiny.Trainer(new EfficientNetClassificationOptions
        {
            LabelColumnName = "",
            ScoreColumnName = "ImagePath",
            PredictedLabelColumnName = "ImagePath",
            AugmentedViews = -1,
            Augmentations = [new HorizontalFlip(), null!],
            Head = new HeadTrainingOptions { LabelSmoothing = 2 },
            Cache = new FeatureCacheOptions { MaximumBytes = 1 },
            MinimumPicturesPerClass = 0,
        })).Message;

        foreach (string part in new[]
        {
            "LabelColumnName is empty", "'ImagePath' is the name of 2 output columns", "'ImagePath' is the name of an input column",
            "AugmentedViews is -1", "null at index 1", "LabelSmoothing", "MaximumBytes is 1", "MinimumPicturesPerClass is 0",
        })
        {
            Assert.Contains(part, message);
        }
    }

    private EfficientNetClassificationModel Fit(IEnumerable<LabeledImage> images, EfficientNetClassificationOptions? options = null)
        => _tiny.Trainer(options).Fit(_tiny.Keys(_tiny.Ml.Data.LoadFromEnumerable(images)));

    private void Refuses(IEnumerable<LabeledImage> images, params string[] parts)
    {
        string message = Assert.Throws<ArgumentException>(() => Fit(images)).Message;
        Assert.StartsWith("EfficientNetClassification: ", message);
        Assert.All(parts, part => Assert.Contains(part, message));
    }

    private sealed class BytesImage
    {
        public byte[] ImagePath { get; set; } = [];

        public string Label { get; set; } = "discs";
    }
}

internal static class RowsOfTests
{
    public static void AddRange(this List<LabeledImage> images, IEnumerable<string> labels, string picture)
        => images.AddRange(labels.Select(label => new LabeledImage { ImagePath = picture, Label = label }));

    /// <summary>The paths of a data view but for one row.</summary>
    public static IDataView Without(this IDataView data, int row, MLContext ml)
        => ml.Paths([.. data.GetColumn<string>("ImagePath").Where((_, index) => index != row)]);
}
