using System.Runtime.InteropServices;
using EfficientNet.Graph;
using Microsoft.ML.OnnxRuntime;

namespace EfficientNet.Inference;

/// <summary>A graph loaded into ONNX Runtime. Several threads may run it at once.</summary>
internal sealed class OnnxSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly Type _owner;

    /// <summary>Runs hold it for reading; disposing waits for them, as the native session must not go away under a run.</summary>
    private readonly ReaderWriterLockSlim _inUse = new();
    private bool _isDisposed;

    /// <param name="file">The graph's ONNX file; not needed any more when the session stands.</param>
    /// <param name="settings">How it is run.</param>
    /// <exception cref="OnnxRuntimeException">The file holds no graph that can be run, or the execution provider cannot be had.</exception>
    public OnnxSession(string file, OnnxSessionSettings settings)
    {
        _owner = settings.Owner;
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = settings.Threads,
        };
        ExecutionProviders.Append(options, settings.Provider, settings.DeviceId);
        _session = new InferenceSession(file, options);
    }

    /// <summary>The graph's inputs.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> Inputs => _session.InputMetadata;

    /// <summary>The graph's outputs.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> Outputs => _session.OutputMetadata;

    /// <summary>Loads a graph that is not in a file yet.</summary>
    /// <param name="graph">The graph; not needed any more when the session stands.</param>
    /// <param name="settings">How it is run.</param>
    public static OnnxSession Load(OnnxGraph graph, OnnxSessionSettings settings)
    {
        // By way of a file, although the session could read bytes: those would be one more copy of the weights while it is made.
        // A folder of its own, as the system's is open to other users.
        var folder = Directory.CreateTempSubdirectory("efficientnet-");
        try
        {
            var file = Path.Combine(folder.FullName, "model.onnx");
            using (var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write))
            {
                graph.WriteTo(stream);
            }

            return new OnnxSession(file, settings);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A tensor over memory that stays the caller's, and stays where it is until the tensor is disposed of. ONNX Runtime only reads inputs.</summary>
    public static OrtValue Tensor<T>(ReadOnlyMemory<T> values, params long[] shape)
        where T : unmanaged =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, MemoryMarshal.AsMemory(values), shape);

    /// <summary>An output's numbers in memory of our own.</summary>
    public static ModelOutput Copy(OrtValue value) =>
        new([.. value.GetTensorTypeAndShape().Shape.Select(size => (int)size)], value.GetTensorDataAsSpan<float>().ToArray());

    /// <summary>Runs the graph. The results are ONNX Runtime's memory, which it uses again when they are disposed of.</summary>
    /// <exception cref="ObjectDisposedException">The owner has been disposed of.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(string[] inputNames, OrtValue[] inputs, string[] outputNames)
    {
        _inUse.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, _owner);
            return _session.Run(_runOptions, inputNames, inputs, outputNames);
        }
        finally
        {
            _inUse.ExitReadLock();
        }
    }

    /// <summary>Waits for runs under way and frees the network's memory.</summary>
    public void Dispose()
    {
        _inUse.EnterWriteLock();
        try
        {
            _isDisposed = true;
            _runOptions.Dispose();
            _session.Dispose();
        }
        finally
        {
            _inUse.ExitWriteLock();
        }
    }
}
