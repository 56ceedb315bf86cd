using System.Text.Json;
using EfficientNet.Imaging;
using EfficientNet.Testing;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace EfficientNet.MLNet.Tests;

/// <summary>What timm, Pillow and scikit-learn make of pictures that lie beside the project.</summary>
public class ReferenceTests
{
    private readonly MLContext _ml = new(seed: 1);

    [SkippableFact]
    public void Photographs_are_classified_as_timm_classifies_them()
    {
        string folder = SharedFiles.RequireOrSkip("reference", "photos");
        JsonElement[] expected = [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json"))).RootElement.EnumerateArray()];
        IDataView photos = _ml.Paths([.. expected.Select(photo => Path.Combine(folder, photo.GetProperty("file").GetString()!))]);

        float[][] scores = _ml.Transforms.EfficientNetClassify().Fit(photos).Transform(photos).Vectors("Score");

        Assert.Equal(40, scores.Length);
        for (int i = 0; i < scores.Length; i++)
        {
            string name = expected[i].GetProperty("file").GetString()!;
            JsonElement[] top = [.. expected[i].GetProperty("top5").EnumerateArray()];
            Assert.True(top[0].GetProperty("index").GetInt32() == Array.IndexOf(scores[i], scores[i].Max()), name);
            Assert.All(top, each => Assert.True(
                Math.Abs(each.GetProperty("probability").GetSingle() - scores[i][each.GetProperty("index").GetInt32()]) <= 0.0005, name));
        }
    }

    [SkippableFact]
    public void Pooled_features_of_photographs_are_those_of_timm()
    {
        string folder = SharedFiles.RequireOrSkip("reference", "photos");
        JsonElement[] expected = [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json"))).RootElement.EnumerateArray()];
        IDataView photos = _ml.Paths([.. expected.Select(photo => Path.Combine(folder, photo.GetProperty("file").GetString()!))]);

        float[][] features = _ml.Transforms.EfficientNetFeaturize("Features", "ImagePath").Fit(photos).Transform(photos).Vectors();

        for (int i = 0; i < features.Length; i++)
        {
            float[] values = [.. expected[i].GetProperty("pooled_every_80th").EnumerateArray().Select(value => value.GetSingle())];
            float[] found = [.. values.Select((_, index) => features[i][index * 80])];
            float distance = MathF.Sqrt(values.Zip(found, (a, b) => (a - b) * (a - b)).Sum() / values.Length);
            Assert.True(distance < 1e-4f, $"{expected[i].GetProperty("file")}: {distance}");
        }
    }

    [SkippableFact]
    public void Ants_and_bees_are_told_apart_as_well_as_scikit_learn_does()
    {
        IDataView train = _ml.Data.LoadFromEnumerable(ImageFolder.Read(SharedFiles.RequireOrSkip("data", "hymenoptera", "train")));
        IDataView test = _ml.Data.LoadFromEnumerable(ImageFolder.Read(SharedFiles.RequireOrSkip("data", "hymenoptera", "test")));
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(_ml.Transforms.EfficientNetFeaturize("Features", "ImagePath"))
            .AppendCacheCheckpoint(_ml)
            .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy());

        MulticlassClassificationMetrics metrics = _ml.MulticlassClassification.Evaluate(pipeline.Fit(train).Transform(test));

        Assert.True(metrics.MicroAccuracy >= 0.92, $"accuracy {metrics.MicroAccuracy:0.0000}");
    }

    [SkippableFact]
    public void Pictures_in_all_formats_are_scored_or_refused_by_name()
    {
        string folder = SharedFiles.RequireOrSkip("reference", "formats");
        JsonElement[] cases = [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "cases.json"))).RootElement.EnumerateArray()];
        string[] sound = Files(cases, reads: true);
        string[] broken = Files(cases, reads: false);
        Assert.Equal(16, sound.Length);
        Assert.Equal(9, broken.Length);

        float[][] expected = Featurize(BrokenPicturePolicy.Fail, sound).Vectors();
        Assert.All(broken, file =>
        {
            PictureException exception = DataViews.ThrowsPicture(() => Featurize(BrokenPicturePolicy.Fail, file).Vectors());
            Assert.Contains(Path.GetFileName(file), exception.Message);
        });

        string[] mixed = [.. broken[..5], .. sound, .. broken[5..]];
        ReportedRow[] rows = [.. _ml.Data.CreateEnumerable<ReportedRow>(Featurize(BrokenPicturePolicy.Skip, mixed), reuseRowObject: false)];
        Assert.Equal(expected, rows[5..^4].Select(row => row.Features));
        Assert.All(rows[5..^4], row => Assert.Equal("", row.BrokenPicture));
        Assert.All(rows[..5].Concat(rows[^4..]).Zip(broken), pair => Assert.Contains(Path.GetFileName(pair.Second), pair.First.BrokenPicture));

        string[] Files(JsonElement[] all, bool reads)
            => [.. all.Where(each => each.GetProperty("reads").GetBoolean() == reads).Select(each => Path.Combine(folder, each.GetProperty("file").GetString()!))];
    }

    private IDataView Featurize(BrokenPicturePolicy policy, params string[] paths)
    {
        IDataView data = _ml.Paths(paths);
        return _ml.Transforms.EfficientNetFeaturize(new EfficientNetFeaturizeOptions { BrokenPictures = policy }).Fit(data).Transform(data);
    }
}
