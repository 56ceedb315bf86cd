using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace EfficientNet.MLNet.Tests;

public sealed class SaveLoadTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly Pictures _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void Features_are_equal_in_another_process_that_calls_nothing_of_ours()
    {
        string[] paths = [.. _pictures.DrawClasses(2).Select(image => image.ImagePath)];
        IDataView data = _ml.Paths(paths);
        EfficientNetTransformer transformer = _ml.Transforms.EfficientNetFeaturize("Features", "ImagePath").Fit(data);
        string model = Save(transformer, data.Schema);

        Assert.Equal(Bits(transformer.Transform(data).Vectors()), ScoreInAnotherProcess(model, "Features", paths));
    }

    [Fact]
    public void A_trained_pipeline_scores_equally_in_another_process()
    {
        IReadOnlyList<LabeledImage> images = _pictures.DrawClasses();
        IDataView data = _ml.Data.LoadFromEnumerable(images);
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(_ml.Transforms.EfficientNetFeaturize("Features", "ImagePath"))
            .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        ITransformer trained = pipeline.Fit(data);
        string model = Save(trained, data.Schema);
        IDataView scored = trained.Transform(data);

        Assert.Equal(images.Select(image => image.Label), scored.GetColumn<string>("PredictedLabel"));
        Assert.Equal(Bits(scored.Vectors("Score")), ScoreInAnotherProcess(model, "Score", [.. images.Select(image => image.ImagePath)]));
    }

    [Fact]
    public void Every_kind_of_input_is_loaded_again()
    {
        string path = _pictures.Draw("a.png");
        IDataView bytes = _ml.Data.LoadFromEnumerable([new BytesRow { Bytes = File.ReadAllBytes(path) }]);
        IDataView images = _ml.Data.LoadFromEnumerable([new ImageRow { Image = MLImage.CreateFromFile(path) }]);
        IDataView paths = _ml.Paths(path);
        IDataView pixels = _ml.Transforms.EfficientNetPreprocess("Pixels", "ImagePath").Fit(paths).Transform(paths);

        foreach ((IDataView data, string column) in new[] { (bytes, "Bytes"), (images, "Image"), (pixels, "Pixels"), (paths, "ImagePath") })
        {
            EfficientNetTransformer transformer = _ml.Transforms.EfficientNetFeaturize("Features", column).Fit(data);
            ITransformer loaded = new MLContext().Model.Load(Save(transformer, data.Schema), out _);

            Assert.Equal(transformer.Transform(data).Vectors().Single(), loaded.Transform(data).Vectors().Single());
        }
    }

    [Fact]
    public void Resized_images_are_featurized_and_score_equally_in_another_process()
    {
        // No class of this process declares images of this size, as none does where a model is only loaded.
        string[] paths = [.. _pictures.DrawClasses(2).Select(image => image.ImagePath)];
        IDataView data = _ml.Paths(paths);
        ITransformer model = _ml.Transforms.LoadImages("Image", imageFolder: "", "ImagePath")
            .Append(_ml.Transforms.ResizeImages("Image", 96, 87))
            .Append(_ml.Transforms.EfficientNetFeaturize("Features", "Image"))
            .Append(_ml.Transforms.DropColumns("Image"))
            .Fit(data);

        Assert.Equal(Bits(model.Transform(data).Vectors()), ScoreInAnotherProcess(Save(model, data.Schema), "Features", paths));
    }

    [Fact]
    public void Resized_images_give_the_features_of_the_same_images_without_a_size()
    {
        // Colours with transparency must come out the same whichever way the pixels are read.
        byte[] pixels = [.. Enumerable.Range(0, 60 * 50).SelectMany(i => new byte[] { (byte)(i % 90), (byte)(i / 50), (byte)(i % 7 * 10), (byte)(100 + (i % 156)) })];
        string path = Path.Combine(_pictures.Folder, "a.png");
        using (MLImage image = MLImage.CreateFromPixels(60, 50, MLPixelFormat.Bgra32, pixels))
        {
            image.Save(path);
        }

        IDataView data = _ml.Paths(path);
        IDataView loaded = _ml.Transforms.LoadImages("Image", imageFolder: "", "ImagePath")
            .Append(_ml.Transforms.ResizeImages("Sized", 60, 50, "Image")).Fit(data).Transform(data);

        float[] expected = _ml.Transforms.EfficientNetPreprocess("Pixels", "Image").Fit(loaded).Transform(loaded).Vectors("Pixels").Single();
        float[] found = _ml.Transforms.EfficientNetPreprocess("Pixels", "Sized").Fit(loaded).Transform(loaded).Vectors("Pixels").Single();

        Assert.Equal(expected, found);
    }

    [Fact]
    public void Settings_travel_with_the_model()
    {
        string sound = Path.GetFileName(_pictures.Draw("a.png", width: 60, height: 60));
        string large = Path.GetFileName(_pictures.Draw("b.png", width: 80, height: 80));
        IDataView data = _ml.Paths(sound, large);
        EfficientNetTransformer transformer = _ml.Transforms.EfficientNetFeaturize(new EfficientNetFeaturizeOptions
        {
            ImageFolder = _pictures.Folder,
            BrokenPictures = BrokenPicturePolicy.Skip,
            BrokenPictureColumnName = "Report",
            MaximumPixels = 5000,
        }).Fit(data);

        IDataView loaded = new MLContext().Model.Load(Save(transformer, data.Schema), out _).Transform(data);

        string[] reports = [.. loaded.GetColumn<string>("Report")];
        Assert.Equal("", reports[0]);
        Assert.Contains("5000", reports[1]);
        Assert.True(float.IsNaN(loaded.Vectors()[1][0]));
    }

    [Fact]
    public void A_prediction_engine_predicts_one_picture_at_a_time()
    {
        IReadOnlyList<LabeledImage> images = _pictures.DrawClasses();
        IDataView data = _ml.Data.LoadFromEnumerable(images);
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(_ml.Transforms.EfficientNetFeaturize("Features", "ImagePath"))
            .AppendCacheCheckpoint(_ml)
            .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        ITransformer trained = pipeline.Fit(data);
        ITransformer loaded = new MLContext().Model.Load(Save(trained, data.Schema), out _);
        float[][] expected = trained.Transform(data).Vectors("Score");

        using PredictionEngine<LabeledImage, Prediction> engine = new MLContext().Model.CreatePredictionEngine<LabeledImage, Prediction>(loaded);

        foreach ((LabeledImage image, float[] scores) in images.Zip(expected))
        {
            Prediction prediction = engine.Predict(new LabeledImage { ImagePath = image.ImagePath });
            Assert.Equal(image.Label, prediction.PredictedLabel);
            Assert.Equal(scores, prediction.Score);
        }
    }

    private string Save(ITransformer transformer, DataViewSchema schema)
    {
        string path = Path.Combine(_pictures.Folder, $"{Guid.NewGuid():N}.zip");
        _ml.Model.Save(transformer, schema, path);
        return path;
    }

    internal static string[] Bits(float[][] rows)
        => [.. rows.Select(row => string.Join(' ', row.Select(value => BitConverter.SingleToUInt32Bits(value).ToString("x8"))))];

    internal static string[] ScoreInAnotherProcess(string model, string column, string[] pictures)
    {
        string scorer = Path.Combine(AppContext.BaseDirectory, "EfficientNet.MLNet.Scorer.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", scorer, model, column, .. pictures]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }

    private sealed class Prediction
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
}
