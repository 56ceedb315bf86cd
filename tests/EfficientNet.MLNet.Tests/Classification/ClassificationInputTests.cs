using EfficientNet.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace EfficientNet.MLNet.Tests.Classification;

public sealed class ClassificationInputTests : IDisposable
{
    private readonly TinyClassifier _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void Bytes_and_images_and_pixels_train_the_model_of_the_files()
    {
        IReadOnlyList<LabeledImage> images = _tiny.DrawList();
        IDataView paths = _tiny.Keys(_tiny.Ml.Data.LoadFromEnumerable(images));
        IDataView bytes = _tiny.Keys(_tiny.Ml.Data.LoadFromEnumerable(images.Select(image => new BytesInput { Input = File.ReadAllBytes(image.ImagePath), Label = image.Label })));
        IDataView loaded = _tiny.Ml.Transforms.LoadImages("Input", imageFolder: "", "ImagePath").Fit(paths).Transform(paths);
        using EfficientNetClassificationModel ofPaths = _tiny.Trainer(_tiny.Options(views: 0)).Fit(paths);
        float[][] expected = ofPaths.Transform(paths).Vectors("Score");

        foreach (IDataView data in new[] { bytes, loaded })
        {
            using EfficientNetClassificationModel model = _tiny.Trainer(_tiny.Options(views: 0, input: "Input")).Fit(data);
            Assert.Equal(expected, model.Transform(data).Vectors("Score"));
        }
    }

    [Fact]
    public void Resized_images_train_a_model_that_scores_them_in_another_process()
    {
        IReadOnlyList<LabeledImage> images = _tiny.DrawList();
        IDataView paths = _tiny.Ml.Data.LoadFromEnumerable(images);
        IDataView data = _tiny.Keys(paths);
        using var model = _tiny.Ml.Transforms.LoadImages("Image", imageFolder: "", "ImagePath")
            .Append(_tiny.Ml.Transforms.ResizeImages("Input", 71, 64, "Image"))
            .Append(_tiny.Trainer(_tiny.Options(input: "Input")))
            .Append(_tiny.Ml.Transforms.DropColumns("Image", "Input"))
            .Fit(data);
        string path = Path.Combine(_tiny.Pictures.Folder, "model.zip");
        _tiny.Ml.Model.Save(model, data.Schema, path);

        Assert.Equal(
            SaveLoadTests.Bits(model.Transform(data).Vectors("Score")),
            SaveLoadTests.ScoreInAnotherProcess(path, "Score", [.. images.Select(image => image.ImagePath)]));
    }

    [Fact]
    public void Class_weights_of_classes_without_pictures_are_left_out()
    {
        IDataView data = _tiny.Ml.Data.LoadFromEnumerable(_tiny.DrawList().Select(image => new KeyInput { ImagePath = image.ImagePath, Label = image.Label == "discs" ? 0u : 2u }));

        using EfficientNetClassificationModel model = _tiny.Trainer(_tiny.Options(head: new HeadTrainingOptions { ClassWeights = [1, 5, 2] })).Fit(data);

        Assert.All(model.Transform(data).Vectors("Score"), score => Assert.Equal(0, score[1]));
    }

    [Fact]
    public void Normalized_pixels_have_no_views_and_no_perceptual_hash()
    {
        IDataView paths = _tiny.DrawKeys();
        IDataView pixels = _tiny.Ml.Transforms.EfficientNetPreprocess(new EfficientNetPreprocessOptions
        {
            OutputColumnName = "Input",
            InputColumnName = "ImagePath",
            Preprocessing = new() { Height = 32, Width = 32 },
        }).Fit(paths).Transform(paths);

        using EfficientNetClassificationModel model = _tiny.Trainer(_tiny.Options(input: "Input")).Fit(pixels);

        Assert.Equal(0, model.Summary.AugmentedViews);
        Assert.Equal(12, model.Transform(pixels).Vectors("Score").Length);
        Assert.Equal(12, model.Summary.CacheMisses);
    }

    [Fact]
    public void Labels_of_numbers_come_back_as_numbers()
        => PredictsKeysOf<float>(label => label == "discs" ? 2.5f : -1f, [2.5f, -1f]);

    [Fact]
    public void Labels_of_booleans_come_back_as_booleans()
        => PredictsKeysOf<bool>(label => label == "stripes", [false, true]);

    [Fact]
    public void Labels_of_whole_numbers_come_back_as_whole_numbers()
        => PredictsKeysOf<int>(label => label == "discs" ? 7 : 0, [7, 0]);

    [Fact]
    public void Keys_without_values_are_numbered_as_they_are()
    {
        IDataView data = _tiny.Ml.Data.LoadFromEnumerable(_tiny.DrawList().Select(image => new KeyInput { ImagePath = image.ImagePath, Label = image.Label == "discs" ? 0u : 2u }));

        using EfficientNetClassificationModel model = _tiny.Trainer().Fit(data);
        IDataView scored = model.Transform(data);

        Assert.Equal(["0", "1", "2"], model.Labels);
        Assert.Equal(3ul, ((KeyDataViewType)scored.Schema["PredictedLabel"].Type).Count);
        Assert.All(scored.Vectors("Score"), score => Assert.Equal(0, score[1]));
        Assert.Equal(3, _tiny.Ml.MulticlassClassification.Evaluate(scored).ConfusionMatrix.NumberOfClasses);
    }

    [Fact]
    public void A_class_without_pictures_keeps_its_place()
    {
        IReadOnlyList<LabeledImage> images = _tiny.DrawList();
        IDataView all = _tiny.Ml.Data.LoadFromEnumerable(images.Append(new LabeledImage { ImagePath = "none.png", Label = "checks" }));
        IDataView data = _tiny.Ml.Transforms.Conversion.MapValueToKey("Label").Fit(all).Transform(_tiny.Ml.Data.LoadFromEnumerable(images));

        using EfficientNetClassificationModel model = _tiny.Trainer().Fit(data);

        Assert.Equal(["discs", "stripes", "checks"], model.Labels);
        Assert.All(model.Transform(data).Vectors("Score"), score => Assert.Equal(0, score[2]));
        Assert.Contains(model.Summary.Warnings, warning => warning.Contains("'checks'"));
        Assert.Equal(3, model.Summary.Validation!.Classes);
    }

    [Theory]
    [InlineData("a, \"b\"; c")]
    [InlineData(" leading and trailing ")]
    [InlineData("käfer 🐞 <b>&amp;</b>")]
    [InlineData("line\nbreak\ttab\\ {0} '%'")]
    public void Labels_may_have_any_characters(string odd)
    {
        IReadOnlyList<LabeledImage> images = _tiny.DrawList();
        foreach (LabeledImage image in images.Where(image => image.Label == "discs"))
        {
            image.Label = odd;
        }

        IDataView data = _tiny.Keys(_tiny.Ml.Data.LoadFromEnumerable(images));
        using EfficientNetClassificationModel model = _tiny.Trainer().Fit(data);
        string path = Path.Combine(_tiny.Pictures.Folder, "model.zip");
        _tiny.Ml.Model.Save(model, data.Schema, path);
        IDataView scored = EfficientNetModel.Load(new MLContext(), path).Transform(data);

        Assert.Contains(odd, model.Labels);
        Assert.Equal(model.Labels, ClassificationModelTests.KeyValues<ReadOnlyMemory<char>>(scored, "PredictedLabel").Select(name => name.ToString()));
        Assert.All(scored.GetColumn<uint>("PredictedLabel"), key => Assert.InRange(key, 1u, 2u));
        model.SaveReport(Path.Combine(_tiny.Pictures.Folder, "report.html"));
        Assert.NotNull(model.Explain(images[0].ImagePath).Draw(odd));
    }

    [Fact]
    public void A_validation_set_measures_and_is_not_trained_on()
    {
        IDataView data = _tiny.DrawKeys();
        IReadOnlyList<LabeledImage> others = [.. Enumerable.Range(20, 4).SelectMany(seed => new[]
        {
            new LabeledImage { ImagePath = _tiny.Pictures.Draw($"other/discs{seed}.png", discs: true, seed: seed), Label = "discs" },
            new LabeledImage { ImagePath = _tiny.Pictures.Draw($"other/stripes{seed}.png", discs: false, seed: seed), Label = "stripes" },
        })];
        IDataView validation = _tiny.Ml.Data.LoadFromEnumerable(others);
        using EfficientNetClassificationModel alone = _tiny.Trainer().Fit(data);

        using EfficientNetClassificationModel model = _tiny.Trainer(_tiny.Options(validationSet: validation)).Fit(data);

        Assert.Equal(alone.Transform(data).Vectors("Score"), model.Transform(data).Vectors("Score"));
        Assert.True(model.Summary.HasValidationSet);
        Assert.Equal(8, model.Summary.Validation!.Rows);
        IDataView scored = model.Transform(_tiny.Ml.Transforms.Conversion.MapValueToKey("Label", keyData: _tiny.Ml.Data.LoadFromEnumerable(
            model.Labels.Select(label => new LabelRow { Label = label }))).Fit(validation).Transform(validation));
        Assert.Equal(_tiny.Ml.MulticlassClassification.Evaluate(scored).MicroAccuracy, model.Summary.Validation.Accuracy, 1e-9);
    }

    private void PredictsKeysOf<TLabel>(Func<string, TLabel> labelOf, TLabel[] expected)
    {
        IReadOnlyList<LabeledImage> images = _tiny.DrawList();
        IDataView raw = _tiny.Ml.Data.LoadFromEnumerable(images.Select(image => new TypedInput<TLabel> { ImagePath = image.ImagePath, Label = labelOf(image.Label) }));
        IDataView data = _tiny.Keys(raw);
        using EfficientNetClassificationModel model = _tiny.Trainer().Fit(data);
        string path = Path.Combine(_tiny.Pictures.Folder, $"{typeof(TLabel).Name}.zip");
        _tiny.Ml.Model.Save(model, data.Schema, path);

        foreach (ITransformer each in new[] { model, new MLContext().Model.Load(path, out _) })
        {
            IDataView scored = each.Transform(data);
            Assert.Equal(expected, ClassificationModelTests.KeyValues<TLabel>(scored, "PredictedLabel"));
            Assert.Equal(
                scored.Vectors("Score").Select(score => (uint)Array.IndexOf(score, score.Max()) + 1),
                scored.GetColumn<uint>("PredictedLabel"));
        }
    }

    private sealed class BytesInput
    {
        public byte[] Input { get; set; } = [];

        public string Label { get; set; } = "";
    }

    private sealed class KeyInput
    {
        public string ImagePath { get; set; } = "";

        [KeyType(3)]
        public uint Label { get; set; }
    }

    private sealed class TypedInput<TLabel>
    {
        public string ImagePath { get; set; } = "";

        public TLabel Label { get; set; } = default!;
    }

    private sealed class LabelRow
    {
        public string Label { get; set; } = "";
    }
}
