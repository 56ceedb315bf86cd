using EfficientNet.Inference;

namespace EfficientNet.MLNet.Pipeline.Scoring;

/// <summary>What the options leave open, decided for a machine and a network.</summary>
/// <param name="ConcurrentRuns">How many runs there are at once.</param>
/// <param name="ThreadsPerRun">Threads in each.</param>
/// <param name="BatchSize">Pictures in each.</param>
internal sealed record ScoringPlan(int ConcurrentRuns, int ThreadsPerRun, int BatchSize)
{
    private const int BatchElsewhere = 32;

    /// <param name="options">What the user has set.</param>
    /// <param name="provider">What the network really runs on.</param>
    /// <param name="cores">The cores of the machine, or those a container may use.</param>
    /// <param name="memory">Its memory in bytes, or that of a container.</param>
    /// <param name="memoryOfRun">About what one run takes for one picture, in bytes.</param>
    public static ScoringPlan For(ScoringOptions options, ExecutionProvider provider, int cores, long memory, long memoryOfRun)
    {
        if (provider != ExecutionProvider.Cpu)
        {
            // A device works on one batch with all it has; the cores have only pictures to read.
            return new ScoringPlan(options.ConcurrentRuns ?? 1, options.ThreadsPerRun ?? cores, options.BatchSize ?? BatchElsewhere);
        }

        int batch = options.BatchSize ?? 1;
        long room = Math.Max(1, memory / 2 / Math.Max(1, memoryOfRun * batch));
        int runs = options.ConcurrentRuns ?? (int)Math.Min(room, Math.Max(1, cores / (options.ThreadsPerRun ?? 1)));
        return new ScoringPlan(runs, options.ThreadsPerRun ?? Math.Max(1, cores / runs), batch);
    }

    /// <summary>
    /// About what the feature maps of one run take. An EfficientNet's largest map is 8 times its input in B0, 16 times in B7, 36 times in L2, near
    /// three times the cube root of the weights' megabytes; three of that size are alive at once, and there is some waste.
    /// </summary>
    public static long MemoryOfRun(long inputBytes, long graphBytes) => (long)(inputBytes * (1 + (12 * Math.Cbrt(graphBytes / 1e6))));
}
