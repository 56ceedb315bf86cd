using EfficientNet.Inference;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Runtime;

namespace EfficientNet.MLNet.Pipeline.Scoring;

/// <summary>
/// What all cursors over all data of one transformer share: the workers, and the network, which is loaded when the first cursor needs it. Safe
/// for use by several threads at once.
/// </summary>
/// <param name="source">The graph and what stands around it.</param>
/// <param name="options">What the user has set.</param>
/// <param name="resources">The portable chain's, among them the graph's file: a data view outlives the transformer that made it.</param>
internal sealed class ScoringEngine(ScoringSource source, ScoringOptions options, IDisposable resources) : IDisposable
{
    private const int LeastWindow = 8;
    private const int LongestReason = 512;

    private readonly object _gate = new();
    private ScoringNetwork? _network;
    private volatile bool _isDisposed;

    public ScoringSource Source => source;

    public Workers Workers { get; } = new(CountOfWorkers(options));

    public bool HasLoadedNetwork => Volatile.Read(ref _network) is not null;

    /// <summary>The network, loaded when this is called for the first time.</summary>
    /// <exception cref="ObjectDisposedException">The transformer is disposed.</exception>
    public ScoringNetwork Network
    {
        get
        {
            lock (_gate)
            {
                ThrowIfDisposed();
                return _network ??= Load();
            }
        }
    }

    /// <exception cref="ObjectDisposedException">The transformer is disposed.</exception>
    public void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, typeof(EfficientNetTransformer));

    /// <summary>
    /// How many rows a cursor may have begun before its reader gets there, the reader's own with them. One row a worker would do if all took equally long;
    /// a large picture in front must not keep the other workers waiting. Of batches, one is gathered while another one runs.
    /// </summary>
    public int WindowOf(int batchSize)
    {
        int rows = Math.Max(LeastWindow, 2 * CountOfWorkers(options));
        return batchSize == 1 ? rows : Math.Max(rows / batchSize, 2) * batchSize;
    }

    /// <summary>Waits for runs under way and frees the network and the portable chain's.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
        }

        _network?.Dispose();
        resources.Dispose();
    }

    private static int CountOfWorkers(ScoringOptions options) => Math.Max(Environment.ProcessorCount, options.ConcurrentRuns ?? 1);

    private ScoringNetwork Load()
    {
        if (options.ExecutionProvider == ExecutionProvider.Cpu)
        {
            return new ScoringNetwork(source, options, ExecutionProvider.Cpu);
        }

        string asked = $"{options.ExecutionProvider}, device {options.DeviceId}";
        string? reason = ExecutionProviders.WhyMissing(options.ExecutionProvider);
        if (reason is null)
        {
            try
            {
                var network = new ScoringNetwork(source, options, options.ExecutionProvider);
                Log($"{source.Verb}: the network runs on {asked}.");
                return network;
            }
            catch (Exception exception) when (exception is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException or NotSupportedException)
            {
                // If it is the graph that is wrong, the processor will say so.
                reason = exception.Message.ReplaceLineEndings(" ");
                reason = reason.Length <= LongestReason ? reason : reason[..LongestReason] + "...";
            }
        }

        Log($"{source.Verb}: the network runs on the processor, not on {asked}: {reason}.");
        return new ScoringNetwork(source, options, ExecutionProvider.Cpu);
    }

    private void Log(string message)
    {
        if (options.Log is not null)
        {
            using IChannel channel = ((IChannelProvider)options.Log).Start(nameof(EfficientNetTransformer));
            channel.Info(MessageSensitivity.None, message);
        }
    }
}
