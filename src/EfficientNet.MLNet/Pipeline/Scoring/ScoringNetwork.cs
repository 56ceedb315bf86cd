using System.Collections.Concurrent;
using EfficientNet.Graph;
using EfficientNet.Inference;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace EfficientNet.MLNet.Pipeline.Scoring;

/// <summary>
/// A loaded network for rows of a data view: one session, so many runs at once and no more, and the memory for their inputs. Safe for use
/// by several threads at once.
/// </summary>
internal sealed class ScoringNetwork : IDisposable
{
    private readonly OnnxSession _session;
    private readonly SemaphoreSlim _runs;
    private readonly ConcurrentBag<float[]> _tensors = [];
    private readonly string[] _inputNames;

    /// <summary>The second input of a graph for one row: only rows with a picture are run.</summary>
    private readonly OrtValue _valid = OnnxSession.Tensor<long>(new long[] { 1 }, 1);

    /// <exception cref="ArgumentException">No array holds a batch.</exception>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime cannot load the graph or use the provider.</exception>
    public ScoringNetwork(ScoringSource source, ScoringOptions options, ExecutionProvider provider)
    {
        Provider = provider;
        int length = new PictureReader(source.Settings).Length;
        Plan = ScoringPlan.For(
            options,
            provider,
            Environment.ProcessorCount,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            ScoringPlan.MemoryOfRun((long)sizeof(float) * length, new FileInfo(source.GraphPath).Length));
        if ((long)Plan.BatchSize * length > Array.MaxLength)
        {
            throw new ArgumentException(
                $"{source.Verb}: {nameof(ScoringOptions.BatchSize)} is {Plan.BatchSize:N0}, but of this network's pictures, {length:N0} numbers each, at most {Array.MaxLength / length:N0} find room in an array. Set a smaller one.");
        }

        _session = Open(source.GraphPath, new OnnxSessionSettings(typeof(EfficientNetTransformer), Plan.ThreadsPerRun, provider, options.DeviceId));
        _runs = new SemaphoreSlim(Plan.ConcurrentRuns);
        _inputNames = [.. _session.Inputs.Keys.OrderBy(name => name != TemporaryColumns.Prepared)];

        // Where there are pictures, the graph does not say it, but the settings do.
        int stated = _session.Inputs[TemporaryColumns.Prepared].Dimensions[^1];
        InputLength = stated > 0 ? stated : length;
    }

    public ExecutionProvider Provider { get; }

    public ScoringPlan Plan { get; }

    /// <summary>How many numbers the network takes for one picture.</summary>
    public int InputLength { get; }

    /// <summary>Memory for a run's input; to be returned, if possible.</summary>
    public float[] Rent() => _tensors.TryTake(out float[]? tensor) ? tensor : new float[Plan.BatchSize * InputLength];

    public void Return(float[] tensor) => _tensors.Add(tensor);

    /// <summary>Runs the network on prepared pictures and gives the rows that have one their outputs. Waits while there are enough runs.</summary>
    /// <exception cref="ObjectDisposedException">The transformer is disposed.</exception>
    public void Run(float[] prepared, ScoringRequest request, ReadOnlySpan<ScoredRow> rows)
    {
        using OrtValue pixels = OnnxSession.Tensor<float>(prepared.AsMemory(0, rows.Length * InputLength), rows.Length, InputLength);
        OrtValue[] inputs = _inputNames.Length == 1 ? [pixels] : [pixels, _valid];
        _runs.Wait();
        try
        {
            using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_inputNames, inputs, request.OutputNames);
            for (int place = 0; place < outputs.Count; place++)
            {
                Copy(outputs[place], request.Outputs[place], place, rows);
            }
        }
        finally
        {
            _runs.Release();
        }
    }

    /// <summary>Runs the network on prepared pictures, all sound, and copies one of its outputs. Waits while there are enough runs.</summary>
    /// <param name="prepared">The pictures.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="output">The output.</param>
    /// <param name="numbers">Takes its numbers, one picture's after the other's.</param>
    /// <exception cref="ObjectDisposedException">The transformer is disposed.</exception>
    public void Run(float[] prepared, int count, string output, Span<float> numbers)
    {
        using OrtValue pixels = OnnxSession.Tensor<float>(prepared.AsMemory(0, count * InputLength), count, InputLength);
        OrtValue[] inputs = _inputNames.Length == 1 ? [pixels] : [pixels, _valid];
        _runs.Wait();
        try
        {
            using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_inputNames, inputs, [output]);
            outputs[0].GetTensorDataAsSpan<float>().CopyTo(numbers);
        }
        finally
        {
            _runs.Release();
        }
    }

    /// <summary>Waits for runs under way and frees the network.</summary>
    public void Dispose()
    {
        _session.Dispose();
        _valid.Dispose();
    }

    private OnnxSession Open(string graph, OnnxSessionSettings settings)
    {
        if (Plan.BatchSize == 1)
        {
            return new OnnxSession(graph, settings);
        }

        using var batches = new TemporaryFile(destination =>
        {
            using FileStream rowGraph = File.OpenRead(graph);
            BatchGraph.Of(rowGraph).WriteTo(destination);
        });
        return new OnnxSession(batches.Path, settings);
    }

    private static void Copy(OrtValue value, RequestedOutput output, int place, ReadOnlySpan<ScoredRow> rows)
    {
        for (int index = 0; index < rows.Length; index++)
        {
            if (!rows[index].HasPicture)
            {
                continue;
            }

            if (output.IsText)
            {
                rows[index].Texts[place] = value.GetStringElement(index);
            }
            else
            {
                value.GetTensorDataAsSpan<float>().Slice(index * output.Length, output.Length).CopyTo(rows[index].Numbers[place]);
            }
        }
    }
}
