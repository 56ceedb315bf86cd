using EfficientNet.Benchmarks.Material;
using EfficientNet.Graph;
using Microsoft.ML.OnnxRuntime;

namespace EfficientNet.Benchmarks.Contenders;

/// <summary>The same by ONNX Runtime's own <c>Resize</c>, as exported graphs with preprocessing do it.</summary>
internal sealed class ResizeOperatorContender : Contender
{
    private static readonly string[] _inputs = ["pixels", "size"], _outputs = ["prepared"];

    private readonly byte[] _pixels = TestPicture.Pixels(3);
    private readonly long[] _size = [TestPicture.Height, TestPicture.Width, 1];
    private readonly RunOptions _runOptions = new();
    private readonly InferenceSession _session;

    public ResizeOperatorContender(BenchedNetwork network)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        _session = new InferenceSession(OnnxGraph.BuildPreprocessing(network.Preprocessing, _outputs[0]).ToArray(), options);
    }

    public override void Run(int count)
    {
        using OrtValue pixels = OrtValue.CreateTensorValueFromMemory(_pixels, [1, _pixels.Length]);
        using OrtValue size = OrtValue.CreateTensorValueFromMemory(_size, [_size.Length]);
        for (int i = 0; i < count; i++)
        {
            using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_runOptions, _inputs, [pixels, size], _outputs);
        }
    }

    public override void Dispose()
    {
        _runOptions.Dispose();
        _session.Dispose();
    }
}
