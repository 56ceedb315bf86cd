using System.Text.Json;
using EfficientNet.Graph;
using EfficientNet.Imaging;
using EfficientNet.Inference;
using EfficientNet.Testing;
using EfficientNet.Tests.Graph;
using EfficientNet.Weights;

namespace EfficientNet.Tests.Inference;

public sealed class SaveOnnxTests : IDisposable
{
    private static readonly string[] _labels = ["zero", "one", "two", "a, \"b\"", "Käfer", "two", ""];

    private static readonly Preprocessing _preprocessing = new() { Height = 32, Width = 48, CropMode = CropMode.Squash, Interpolation = Interpolation.Bilinear };

    private readonly string _folder = Directory.CreateTempSubdirectory("efficientnet-test-").FullName;

    private string File => Path.Combine(_folder, "tiny.onnx");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void By_default_it_takes_normalized_pixels_of_any_number_and_size_to_pooled_features()
    {
        EfficientNetSession.SaveOnnx(File, TinyNetwork.Variant, TinyNetwork.Weights());

        using var model = new EfficientNetSession(TinyNetwork.Variant, TinyNetwork.Weights());
        using var graph = Load();
        Assert.Equal([-1, 3, -1, -1], graph.Session.InputMetadata["input"].Dimensions);
        var pixels = DeterministicTensors.Input(2, 3, 33, 47);
        Assert.Equal(
            model.Run(pixels, 2, 33, 47)["pooled"].Values,
            graph.Run(new() { ["input"] = (pixels, [2, 3, 33, 47]) })["pooled"].Numbers!);
        Assert.Equal(["efficientnet.variant"], graph.Session.ModelMetadata.CustomMetadataMap.Keys);
    }

    [Fact]
    public void With_preprocessing_inside_it_takes_a_picture_of_any_size()
    {
        EfficientNetSession.SaveOnnx(File, TinyNetwork.Variant, TinyNetwork.Weights(), Everything(takesNormalizedPixels: false));

        using var model = new EfficientNetSession(TinyNetwork.Variant, TinyNetwork.Weights(), new EfficientNetSessionOptions
        {
            Outputs = [new(GraphOutputKind.Endpoint, "maps", 3), new(GraphOutputKind.Logits, "logits")],
        });
        var rgb = Enumerable.Range(0, 40 * 30 * 3).Select(i => (byte)(i * 31)).ToArray();
        Dictionary<string, (Array Values, long[] Shape)> picture = new() { ["pixels"] = (rgb, [1, rgb.Length]), ["size"] = (new long[] { 40, 30, 1 }, [3]) };
        using var graph = Load();
        using var preprocessing = new LoadedGraph(OnnxGraph.BuildPreprocessing(_preprocessing, "prepared").ToArray(), "preprocessing");
        var expected = model.Run(preprocessing.Run(picture)["prepared"].Numbers!, 1, _preprocessing.Height, _preprocessing.Width);
        var actual = graph.Run(picture);
        Assert.All(expected, pair => Assert.Equal(pair.Value.Shape, actual[pair.Key].Shape.Select(size => (int)size)));
        Assert.All(
            expected.SelectMany(pair => pair.Value.Values.Zip(actual[pair.Key].Numbers!)),
            pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Number_and_size_of_pictures_may_be_fixed()
    {
        EfficientNetSession.SaveOnnx(File, TinyNetwork.Variant, TinyNetwork.Weights(), new OnnxGraphOptions { BatchSize = 2, Height = 33, Width = 47 });

        using var graph = Load();
        Assert.Equal([2, 3, 33, 47], graph.Session.InputMetadata["input"].Dimensions);
        Assert.Equal([2, 24], graph.Session.OutputMetadata["pooled"].Dimensions);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Its_metadata_say_what_it_is_and_how_pictures_are_prepared(bool takesNormalizedPixels)
    {
        EfficientNetSession.SaveOnnx(File, TinyNetwork.Variant, TinyNetwork.Weights(), Everything(takesNormalizedPixels));

        using var graph = Load();
        var metadata = graph.Session.ModelMetadata.CustomMetadataMap;
        Assert.Equal(takesNormalizedPixels ? ["input"] : ["pixels", "size"], graph.Session.InputMetadata.Keys);
        Assert.Equal("tiny", metadata["efficientnet.variant"]);
        Assert.Equal("apache-2.0", metadata["efficientnet.license"]);
        Assert.Equal(_labels, JsonSerializer.Deserialize<string[]>(metadata["efficientnet.labels"])!);
        Assert.Contains("Käfer", metadata["efficientnet.labels"]);
        Assert.Equal(
            """{"input_size":[3,32,48],"interpolation":"bilinear","crop_pct":0.875,"crop_mode":"squash","mean":[0.485,0.456,0.406],"std":[0.229,0.224,0.225]}""",
            metadata["efficientnet.preprocessing"]);
    }

    [Fact]
    public void Preprocessing_left_to_the_caller_leaves_number_and_size_to_the_options()
    {
        EfficientNetSession.SaveOnnx(File, TinyNetwork.Variant, TinyNetwork.Weights(), new OnnxGraphOptions
        {
            Preprocessing = _preprocessing,
            TakesNormalizedPixels = true,
            BatchSize = 4,
            Height = 32,
        });

        using var graph = Load();
        Assert.Equal([4, 3, 32, -1], graph.Session.InputMetadata["input"].Dimensions);
    }

    [Fact]
    public void Impossible_preprocessing_is_refused_even_where_it_is_only_noted() =>
        Assert.Contains("Width is 0", Assert.Throws<ArgumentException>(() => EfficientNetSession.SaveOnnx(File, TinyNetwork.Variant, TinyNetwork.Weights(), new OnnxGraphOptions
        {
            Preprocessing = _preprocessing with { Width = 0 },
            TakesNormalizedPixels = true,
        })).Message);

    [Fact]
    public void It_replaces_a_file_and_leaves_nothing_beside_it()
    {
        System.IO.File.WriteAllText(File, "an older one");

        EfficientNetSession.SaveOnnx(File, TinyNetwork.Variant, TinyNetwork.Weights());

        Assert.Equal([File], Directory.GetFiles(_folder));
        Load().Dispose();
    }

    [Fact]
    public void Weights_that_fail_halfway_leave_the_older_file_as_it_was_and_nothing_beside_it()
    {
        System.IO.File.WriteAllText(File, "an older one");

        Assert.Throws<WeightFileException>(() => EfficientNetSession.SaveOnnx(File, TinyNetwork.Variant, new FailingTensors(TinyNetwork.Weights())));

        Assert.Equal([File], Directory.GetFiles(_folder));
        Assert.Equal("an older one", System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void It_tells_its_progress_and_can_be_cancelled_on_the_way()
    {
        using var source = new CancellationTokenSource();
        var shares = new Shares();
        EfficientNetSession.SaveOnnx(File, TinyNetwork.Variant, TinyNetwork.Weights(), progress: shares, cancellationToken: source.Token);
        System.IO.File.Delete(File);

        Assert.Throws<OperationCanceledException>(() => EfficientNetSession.SaveOnnx(
            File, TinyNetwork.Variant, TinyNetwork.Weights(), progress: new Shares { Then = source.Cancel }, cancellationToken: source.Token));

        Assert.Equal(shares.Reported.Order(), shares.Reported);
        Assert.True(shares.Reported.Count > 10);
        Assert.Equal(1, shares.Reported[^1]);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_named() =>
        Assert.Contains(_folder, Assert.Throws<DirectoryNotFoundException>(() => EfficientNetSession.SaveOnnx(
            Path.Combine(_folder, "none", "tiny.onnx"), TinyNetwork.Variant, TinyNetwork.Weights())).Message);

    private static OnnxGraphOptions Everything(bool takesNormalizedPixels) => new()
    {
        Preprocessing = _preprocessing,
        TakesNormalizedPixels = takesNormalizedPixels,
        Labels = _labels,
        License = "apache-2.0",
        Outputs = [new(GraphOutputKind.Endpoint, "maps", 3), new(GraphOutputKind.Logits, "logits"), new(GraphOutputKind.TopLabel, "label")],
    };

    private LoadedGraph Load() => new(System.IO.File.ReadAllBytes(File), "");

    private sealed class Shares : IProgress<double>
    {
        public List<double> Reported { get; } = [];

        public Action? Then { get; init; }

        public void Report(double value)
        {
            Reported.Add(value);
            Then?.Invoke();
        }
    }

    /// <summary>As a file that is cut off while it is read.</summary>
    private sealed class FailingTensors(ITensorSource tensors) : ITensorSource
    {
        private int _reads;

        public IReadOnlyDictionary<string, TensorInfo> Tensors => tensors.Tensors;

        public void Read(string name, Span<float> destination)
        {
            if (++_reads > 20)
            {
                throw new WeightFileException("tiny", name, "cut off");
            }

            tensors.Read(name, destination);
        }
    }
}
