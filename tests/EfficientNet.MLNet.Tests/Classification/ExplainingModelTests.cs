using EfficientNet.Inference;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace EfficientNet.MLNet.Tests.Classification;

public sealed class ExplainingModelTests : IDisposable
{
    private readonly TinyClassifier _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void An_explanation_has_the_probabilities_of_the_row_from_whatever_the_picture_comes()
    {
        IReadOnlyList<LabeledImage> images = _tiny.DrawList();
        IDataView data = _tiny.Keys(_tiny.Ml.Data.LoadFromEnumerable(images));
        using EfficientNetClassificationModel model = _tiny.Trainer().Fit(data);
        float[] expected = model.Transform(data).Vectors("Score")[3];
        string path = images[3].ImagePath;

        using MLImage image = MLImage.CreateFromFile(path);
        foreach (Explanation explanation in new[] { model.Explain(path), model.Explain(File.ReadAllBytes(path)), model.Explain(image) })
        {
            Assert.Equal(model.Labels, explanation.Labels);
            Assert.Equal(expected.Length, explanation.Probabilities.Count);
            Assert.All(expected.Zip(explanation.Probabilities), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
        }
    }

    [Fact]
    public void A_disposed_model_explains_nothing()
    {
        IReadOnlyList<LabeledImage> images = _tiny.DrawList();
        EfficientNetClassificationModel model = _tiny.Trainer().Fit(_tiny.Keys(_tiny.Ml.Data.LoadFromEnumerable(images)));
        model.Dispose();

        Assert.Throws<ObjectDisposedException>(() => model.Explain(images[0].ImagePath));
    }

    [Fact]
    public void The_report_shows_pictures_mistakes_and_the_network()
    {
        IReadOnlyList<LabeledImage> images = _tiny.DrawList();

        // Two pictures under the wrong label are mistakes: their likes are many.
        (images[0].Label, images[7].Label) = (images[7].Label, images[0].Label);
        using EfficientNetClassificationModel model = _tiny.Trainer().Fit(_tiny.Keys(_tiny.Ml.Data.LoadFromEnumerable(images)));
        string path = Path.Combine(_tiny.Pictures.Folder, "report.html");

        model.SaveReport(path);

        string report = File.ReadAllText(path);
        Assert.Contains("discs", report);
        Assert.Contains(Path.GetFileName(images[0].ImagePath), report);
        Assert.Contains("tiny", report);
        Assert.Contains("data:image/jpeg;base64,", report);
    }

    [Fact]
    public void The_report_does_without_pictures_that_are_gone()
    {
        IReadOnlyList<LabeledImage> images = _tiny.DrawList();
        using EfficientNetClassificationModel model = _tiny.Trainer().Fit(_tiny.Keys(_tiny.Ml.Data.LoadFromEnumerable(images)));
        string path = Path.Combine(_tiny.Pictures.Folder, "report.html");
        foreach (LabeledImage image in images)
        {
            File.Delete(image.ImagePath);
        }

        model.SaveReport(path);

        Assert.DoesNotContain("data:image/jpeg;base64,", File.ReadAllText(path));
    }

    [Theory]
    [InlineData(Precision.Single, 1e-3)]
    [InlineData(Precision.Int8, 0.1)]
    public void The_saved_ONNX_file_takes_pixels_and_gives_probabilities_and_label(Precision precision, double tolerance)
    {
        IReadOnlyList<LabeledImage> images = _tiny.DrawList();
        IDataView data = _tiny.Keys(_tiny.Ml.Data.LoadFromEnumerable(images));
        using EfficientNetClassificationModel model = _tiny.Trainer(new EfficientNetClassificationOptions { Cache = _tiny.Cache, AugmentedViews = 0 }).Fit(data);
        string path = Path.Combine(_tiny.Pictures.Folder, "model.onnx");

        model.SaveOnnx(path, precision);

        float[] expected = model.Transform(data).Vectors("Score")[2];
        using MLImage image = MLImage.CreateFromFile(images[2].ImagePath);
        bool isBgra = image.PixelFormat == MLPixelFormat.Bgra32;
        byte[] rgb = [.. image.Pixels.ToArray().Chunk(4).SelectMany(pixel => isBgra ? new[] { pixel[2], pixel[1], pixel[0] } : pixel[..3])];
        using var session = new InferenceSession(path);
        using OrtValue pixels = OrtValue.CreateTensorValueFromMemory(rgb, [1, rgb.Length]);
        using OrtValue size = OrtValue.CreateTensorValueFromMemory(new long[] { image.Height, image.Width, 1 }, [3]);
        using RunOptions run = new();
        using var outputs = session.Run(run, ["pixels", "size"], [pixels, size], ["probabilities", "label"]);
        float[] found = outputs[0].GetTensorDataAsSpan<float>().ToArray();
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        Assert.Equal(model.Labels[Array.IndexOf(found, found.Max())], outputs[1].GetStringElement(0));
        Assert.Contains("discs", session.ModelMetadata.CustomMetadataMap["efficientnet.labels"]);
    }
}
