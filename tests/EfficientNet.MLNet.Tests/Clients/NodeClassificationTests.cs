using System.Text.Json;
using EfficientNet.Architecture;
using EfficientNet.Graph;
using EfficientNet.Imaging;
using EfficientNet.Inference;
using EfficientNet.Quantization;
using EfficientNet.Testing;
using EfficientNet.Training;
using EfficientNet.Weights;
using EfficientNet.Weights.Lite0;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;
using Xunit.Abstractions;

namespace EfficientNet.MLNet.Tests.Clients;

/// <summary>
/// Trained classifiers as one ONNX file, pictures in and probabilities out, in ONNX Runtime's build for Node.js: it prepares the pictures in the graph,
/// not by our code, and must come to the same answers.
/// </summary>
public sealed class NodeClassificationTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>What probabilities may differ by. Pixels that are off by a grey level here and there would be too much for int8.</summary>
    private const double Tolerance = 0.001;

    private static readonly Preprocessing _preprocessing = PretrainedConfiguration.Lite0.Preprocessing;

    private readonly Pictures _pictures = new();
    private readonly SafetensorsFile _weights = SafetensorsFile.FromStream(Lite0Weights.Open(), Lite0Weights.FileName);

    public void Dispose()
    {
        _weights.Dispose();
        _pictures.Dispose();
    }

    [SkippableTheory]
    [InlineData(0, false)]
    [InlineData(16, false)]
    [InlineData(0, true)]
    public void Drawn_pictures_are_classified_as_here(int hiddenUnits, bool isInt8)
    {
        var node = NodeRuntime.RequireOrSkip();
        IReadOnlyList<LabeledImage> train = _pictures.DrawClasses(8);
        (int Width, int Height)[] sizes = [(160, 120), (90, 130), (500, 375), (224, 224), (37, 600), (1, 1), (301, 299)];
        string[] test = [.. sizes.SelectMany((size, index) => new[] { true, false }.Select(discs =>
            _pictures.Draw($"test-{discs}-{index}.png", discs, seed: 100 + index, size.Width, size.Height)))];

        Compare(node, train, test, new HeadTrainingOptions { HiddenUnits = hiddenUnits }, isInt8);
    }

    [SkippableTheory]
    [InlineData(Precision.Single)]
    [InlineData(Precision.Int8)]
    public void A_trained_model_says_of_ants_and_bees_what_it_says_here(Precision precision)
    {
        var node = NodeRuntime.RequireOrSkip();
        var ml = new MLContext(seed: 1);
        IDataView train = ml.Data.LoadFromEnumerable(ImageFolder.Read(SharedFiles.RequireOrSkip("data", "hymenoptera", "train")));
        LabeledImage[] test = [.. ImageFolder.Read(SharedFiles.RequireOrSkip("data", "hymenoptera", "test"))];
        using EfficientNetClassificationModel model = ml.MulticlassClassification.Trainers.EfficientNetClassification(new EfficientNetClassificationOptions
        {
            Precision = precision,
            Cache = new FeatureCacheOptions { Folder = Path.Combine(_pictures.Folder, "cache") },
        }).Fit(ml.Transforms.Conversion.MapValueToKey("Label").Fit(train).Transform(train));
        string file = Path.Combine(_pictures.Folder, "classifier.onnx");
        model.SaveOnnx(file, precision);
        float[][] expected = model.Transform(ml.Data.LoadFromEnumerable(test)).Vectors("Score");

        Answer[] answers = Ask(node, file, [.. test.Select(picture => Decode(picture.ImagePath))]);

        AssertEqual(model.Labels, expected, answers);
        int right = answers.Zip(test).Count(pair => pair.First.Label == pair.Second.Label);
        output.WriteLine($"{right} of {test.Length} are right there.");
    }

    private void Compare(NodeRuntime node, IReadOnlyList<LabeledImage> train, string[] test, HeadTrainingOptions training, bool isInt8)
    {
        string[] labels = [.. train.Select(picture => picture.Label).Distinct().Order(StringComparer.Ordinal)];
        Calibration? calibration = isInt8 ? LoadCalibration() : null;
        ClassificationHead head = Train(train, labels, training, calibration);
        using EfficientNetSession here = Session(head, calibration, new GraphOutput(GraphOutputKind.Probabilities, "probabilities"));
        string model = Path.Combine(_pictures.Folder, "classifier.onnx");
        EfficientNetSession.SaveOnnx(model, Variant, _weights, new OnnxGraphOptions
        {
            Preprocessing = _preprocessing,
            Head = head,
            Labels = labels,
            Calibration = calibration,
            Outputs = [new(GraphOutputKind.Probabilities, "probabilities"), new(GraphOutputKind.TopLabel, "label")],
        });
        RgbPicture[] pictures = [.. test.Select(Decode)];
        float[][] expected = [.. pictures.Select(picture => Run(here, picture))];

        Answer[] answers = Ask(node, model, pictures);

        AssertEqual(labels, expected, answers);
    }

    private void AssertEqual(IReadOnlyList<string> labels, float[][] expected, Answer[] answers)
    {
        Assert.Equal(expected.Length, answers.Length);
        Assert.All(answers, answer => Assert.Equal(labels.Count, answer.Probabilities.Length));
        double largest = expected.Zip(answers, (ours, theirs) => ours.Zip(theirs.Probabilities, (a, b) => Math.Abs(a - b)).Max()).Max();
        output.WriteLine($"{expected.Length} pictures: probabilities differ by {largest:g3} at most.");
        Assert.InRange(largest, 0, Tolerance);
        Assert.Equal(expected.Select(values => labels[Array.IndexOf(values, values.Max())]), answers.Select(answer => answer.Label));

        // Or the comparison says little: all classes are there.
        Assert.Equal(labels.Order(StringComparer.Ordinal), answers.Select(answer => answer.Label).Distinct().Order(StringComparer.Ordinal));
    }

    private Answer[] Ask(NodeRuntime node, string model, RgbPicture[] pictures)
    {
        var list = pictures.Select((picture, index) =>
        {
            string file = Path.Combine(_pictures.Folder, $"{index}.rgb");
            File.WriteAllBytes(file, picture.Pixels.ToArray());
            return new { file, height = picture.Height, width = picture.Width };
        }).ToArray();
        string listFile = Path.Combine(_pictures.Folder, "pictures.json");
        File.WriteAllText(listFile, JsonSerializer.Serialize(list));
        return JsonSerializer.Deserialize<Answer[]>(node.Run("run-pictures.js", model, listFile), JsonSerializerOptions.Web)!;
    }

    private ClassificationHead Train(IReadOnlyList<LabeledImage> pictures, string[] labels, HeadTrainingOptions options, Calibration? calibration)
    {
        using EfficientNetSession features = Session(null, calibration, new GraphOutput(GraphOutputKind.Pooled, "pooled"));
        var examples = new HeadExamples(
            [.. pictures.SelectMany(picture => Run(features, Decode(picture.ImagePath)))],
            features.Network.Features,
            [.. pictures.Select(picture => Array.IndexOf(labels, picture.Label))],
            [.. Enumerable.Range(0, pictures.Count)],
            [.. pictures.Select(_ => true)]);
        return HeadTrainer.Train(examples, labels.Length, options).Head;
    }

    private EfficientNetSession Session(ClassificationHead? head, Calibration? calibration, GraphOutput wanted) =>
        new(Variant, _weights, new EfficientNetSessionOptions { Preprocessing = _preprocessing, Head = head, Calibration = calibration, Outputs = [wanted] });

    private static float[] Run(EfficientNetSession session, RgbPicture picture) =>
        session.Run(picture.Pixels.ToArray(), picture.Height, picture.Width).Single().Value.Values;

    private static EfficientNetVariant Variant => EfficientNetVariant.Parse("Lite0");

    private static Calibration LoadCalibration()
    {
        using Stream stream = Lite0Weights.OpenCalibration();
        return Calibration.Load(stream);
    }

    private static RgbPicture Decode(string path)
    {
        using MLImage image = MLImage.CreateFromFile(path);
        return RgbPicture.Of(image.Pixels, image.Height, image.Width, image.PixelFormat == MLPixelFormat.Bgra32 ? PixelOrder.Bgra : PixelOrder.Rgba);
    }

    private sealed record Answer(float[] Probabilities, string Label);
}
