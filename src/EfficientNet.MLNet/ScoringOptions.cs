using EfficientNet.Inference;
using Microsoft.ML;

namespace EfficientNet.MLNet;

/// <summary>
/// How a data view's rows are scored: how many at once and on what. The defaults follow from the machine and the network. These options
/// belong to the machine and are not saved with a model. They concern data views; a <c>PredictionEngine</c> scores one row on all cores.
/// </summary>
public sealed class ScoringOptions
{
    private const int Most = 4096;

    /// <summary>
    /// How many runs of the network there are at once, over all data views and cursors of one transformer; 1 to 4,096. Default: null, on the processor as many as there
    /// are cores divided by <see cref="ThreadsPerRun"/>, fewer where so many would not find room in half of the memory; elsewhere 1.
    /// </summary>
    public int? ConcurrentRuns { get; init; }

    /// <summary>
    /// How many threads one run uses, 1 to 4,096. Default: null, 1 where there are as many runs at once as cores, and more where there are fewer. One thread a
    /// run is what gets most pictures through a processor.
    /// </summary>
    public int? ThreadsPerRun { get; init; }

    /// <summary>
    /// How many pictures one run takes, 1 to 4,096. Default: null, 1 on the processor, where larger batches gain nothing, and 32 elsewhere. With
    /// batches, numbers may differ from those of single pictures by float32 rounding.
    /// </summary>
    public int? BatchSize { get; init; }

    /// <summary>
    /// What the network runs on. Where this machine's ONNX Runtime does not have it, it runs on the processor, which <see cref="Log"/> is told.
    /// Default: <see cref="EfficientNet.Inference.ExecutionProvider.Cpu"/>.
    /// </summary>
    public ExecutionProvider ExecutionProvider { get; init; } = ExecutionProvider.Cpu;

    /// <summary>Which device of that provider, from 0. Default: 0.</summary>
    public int DeviceId { get; init; }

    /// <summary>
    /// The context whose <c>Log</c> is told in one line what the network runs on, if another execution provider than the processor was asked for.
    /// Default: null; ML.NET does not show its context to catalog extensions. <see cref="EfficientNetTransformer.ExecutionProvider"/> says it too.
    /// </summary>
    public MLContext? Log { get; init; }

    internal void CollectProblems(List<string> problems)
    {
        CheckCount(ConcurrentRuns, nameof(ConcurrentRuns));
        CheckCount(ThreadsPerRun, nameof(ThreadsPerRun));
        CheckCount(BatchSize, nameof(BatchSize));
        if (!Enum.IsDefined(ExecutionProvider))
        {
            problems.Add($"{nameof(ExecutionProvider)} is {ExecutionProvider}, expected one of {string.Join(", ", Enum.GetNames<ExecutionProvider>())}");
        }

        if (DeviceId < 0)
        {
            problems.Add($"{nameof(DeviceId)} is {DeviceId}, expected at least 0");
        }

        void CheckCount(int? count, string name)
        {
            if (count is < 1 or > Most)
            {
                problems.Add($"{name} is {count}, expected 1 to {Most:N0}, or null for the default");
            }
        }
    }
}
