using BenchmarkDotNet.Attributes;
using EfficientNet.Inference;
using EfficientNet.MLNet;
using EfficientNet.Weights;
using EfficientNet.Weights.Lite0;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.Benchmarks;

/// <summary>What does a row of a data view cost beyond the network itself? A 500 x 375 PNG, Lite0.</summary>
[MemoryDiagnoser]
public class FeaturizeBenchmarks
{
    private readonly float[] _pixels = new float[3 * 224 * 224];
    private string _picture = "";
    private byte[] _rgb = [];
    private EfficientNetSession _network = null!;
    private EfficientNetSession _withPreprocessing = null!;
    private PredictionEngine<Row, Features> _engine = null!;

    [GlobalSetup]
    public void Setup()
    {
        _rgb = new byte[375 * 500 * 3];
        var bgra = new byte[375 * 500 * 4];
        for (int i = 0; i < 375 * 500; i++)
        {
            (byte red, byte green, byte blue) = ((byte)(i % 251), (byte)(i / 500), (byte)(i * 7));
            (_rgb[3 * i], _rgb[(3 * i) + 1], _rgb[(3 * i) + 2]) = (red, green, blue);
            (bgra[4 * i], bgra[(4 * i) + 1], bgra[(4 * i) + 2], bgra[(4 * i) + 3]) = (blue, green, red, 255);
        }

        _picture = Path.Combine(Path.GetTempPath(), $"efficientnet-bench-{Environment.ProcessId}.png");
        using (MLImage image = MLImage.CreateFromPixels(500, 375, MLPixelFormat.Bgra32, bgra))
        {
            image.Save(_picture);
        }

        using SafetensorsFile weights = SafetensorsFile.FromStream(Lite0Weights.Open(), Lite0Weights.FileName);
        var variant = Architecture.EfficientNetVariant.Parse("Lite0");
        _network = new EfficientNetSession(variant, weights);
        _withPreprocessing = new EfficientNetSession(variant, weights, new EfficientNetSessionOptions { Preprocessing = PretrainedConfiguration.Lite0.Preprocessing });
        var ml = new MLContext();
        IDataView row = ml.Data.LoadFromEnumerable([new Row { ImagePath = _picture }]);
        _engine = ml.Model.CreatePredictionEngine<Row, Features>(ml.Transforms.EfficientNetFeaturize("Features", "ImagePath").Fit(row));
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _engine.Dispose();
        _network.Dispose();
        _withPreprocessing.Dispose();
        File.Delete(_picture);
    }

    [Benchmark(Baseline = true)]
    public object Network() => _network.Run(_pixels, 1, 224, 224);

    [Benchmark]
    public object PreprocessingAndNetwork() => _withPreprocessing.Run(_rgb, 375, 500);

    [Benchmark]
    public object PredictionEngineFromPath() => _engine.Predict(new Row { ImagePath = _picture });

    public sealed class Row
    {
        public string ImagePath { get; set; } = "";
    }

    public sealed class Features
    {
        [ColumnName("Features")]
        public float[] Values { get; set; } = [];
    }
}
