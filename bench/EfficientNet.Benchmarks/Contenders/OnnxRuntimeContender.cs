using EfficientNet.Benchmarks.Material;
using EfficientNet.Testing;
using Microsoft.ML.OnnxRuntime;

namespace EfficientNet.Benchmarks.Contenders;

/// <summary>ONNX Runtime alone, one picture a run, its pixels in memory: what is left when everything around the network costs nothing.</summary>
internal sealed class OnnxRuntimeContender : Contender
{
    private static readonly string[] _inputs = ["input"], _outputs = ["pooled"];

    private readonly long[] _shape;
    private readonly float[] _pixels;
    private readonly RunOptions _runOptions = new();
    private readonly InferenceSession _session;
    private readonly int _callers;

    /// <param name="threads">Threads within one run.</param>
    /// <param name="callers">Runs at once.</param>
    public OnnxRuntimeContender(Workspace workspace, BenchedNetwork network, int threads, int callers)
    {
        _callers = callers;
        _shape = [1, 3, network.Preprocessing.Height, network.Preprocessing.Width];
        _pixels = DeterministicTensors.Input([.. _shape.Select(size => (int)size)]);
        using var options = new SessionOptions { IntraOpNumThreads = threads };
        _session = new InferenceSession(workspace.Graph(network), options);
    }

    public override void Run(int count)
    {
        if (_callers == 1)
        {
            Call(count);
            return;
        }

        int left = count;
        Thread[] callers = [.. Enumerable.Range(0, _callers).Select(_ => new Thread(() =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                Call(1);
            }
        }))];
        Array.ForEach(callers, caller => caller.Start());
        Array.ForEach(callers, caller => caller.Join());
    }

    public override void Dispose()
    {
        _runOptions.Dispose();
        _session.Dispose();
    }

    private void Call(int count)
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(_pixels, _shape);
        for (int run = 0; run < count; run++)
        {
            using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_runOptions, _inputs, [input], _outputs);
            if (!float.IsFinite(outputs[0].GetTensorDataAsSpan<float>()[0]))
            {
                throw new InvalidOperationException("The network's output is not a number.");
            }
        }
    }
}
