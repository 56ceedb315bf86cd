using BenchmarkDotNet.Attributes;
using EfficientNet.Architecture;
using EfficientNet.Graph;
using EfficientNet.Inference;
using EfficientNet.Weights;
using EfficientNet.Weights.Lite0;

namespace EfficientNet.Benchmarks;

/// <summary>What does building the graph cost, against making it ready to run? Lite0.</summary>
[MemoryDiagnoser]
public class GraphBenchmarks
{
    private readonly EfficientNetVariant _variant = EfficientNetVariant.Parse("Lite0");
    private SafetensorsFile _weights = null!;

    [GlobalSetup]
    public void Setup() => _weights = SafetensorsFile.FromStream(Lite0Weights.Open(), Lite0Weights.FileName);

    [GlobalCleanup]
    public void Cleanup() => _weights.Dispose();

    [Benchmark(Baseline = true)]
    public void LoadModel() => new EfficientNetSession(_variant, _weights).Dispose();

    [Benchmark]
    public object BuildGraph() => OnnxGraph.Build(_variant.Expand(), _weights);

    [Benchmark]
    public object ExpandNetwork() => _variant.Expand();
}
