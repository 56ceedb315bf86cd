using EfficientNet.Architecture;
using EfficientNet.Inference;
using EfficientNet.MLNet.Pipeline.Scoring;
using Xunit;

namespace EfficientNet.MLNet.Tests.Pipeline.Scoring;

public class ScoringPlanTests
{
    private const long Gigabyte = 1L << 30;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(64, 64)]
    public void A_processor_gets_a_run_of_one_thread_for_each_core(int cores, int runs)
        => Assert.Equal(new ScoringPlan(runs, 1, 1), For(new ScoringOptions(), cores));

    [Fact]
    public void What_the_user_sets_decides_the_rest()
    {
        Assert.Equal(new ScoringPlan(2, 4, 1), For(new ScoringOptions { ConcurrentRuns = 2 }, 8));
        Assert.Equal(new ScoringPlan(2, 4, 1), For(new ScoringOptions { ThreadsPerRun = 4 }, 8));
        Assert.Equal(new ScoringPlan(1, 16, 1), For(new ScoringOptions { ThreadsPerRun = 16 }, 8));
        Assert.Equal(new ScoringPlan(16, 1, 1), For(new ScoringOptions { ConcurrentRuns = 16 }, 8));
        Assert.Equal(new ScoringPlan(3, 5, 7), For(new ScoringOptions { ConcurrentRuns = 3, ThreadsPerRun = 5, BatchSize = 7 }, 8));
    }

    [Theory]
    [InlineData(100, 16, 1)]
    [InlineData(4, 2, 8)]
    [InlineData(1, 1, 16)]
    [InlineData(0.1, 1, 16)]
    public void Where_memory_is_short_there_are_fewer_runs_of_more_threads(double gigabytes, int runs, int threads)
        => Assert.Equal(
            new ScoringPlan(runs, threads, 1),
            ScoringPlan.For(new ScoringOptions(), ExecutionProvider.Cpu, 16, (long)(gigabytes * Gigabyte), memoryOfRun: Gigabyte));

    [Fact]
    public void A_device_gets_one_run_of_a_batch()
        => Assert.Equal(
            new ScoringPlan(1, 8, 32), ScoringPlan.For(new ScoringOptions(), ExecutionProvider.Cuda, 8, 16 * Gigabyte, memoryOfRun: 10_000_000));

    [Theory]
    [InlineData("tf_efficientnet_lite0")]
    [InlineData("tf_efficientnet_b0")]
    [InlineData("tf_efficientnet_b7")]
    [InlineData("tf_efficientnet_l2")]
    [InlineData("tf_efficientnetv2_s")]
    [InlineData("tf_efficientnetv2_xl")]
    public void A_run_s_memory_is_guessed_not_too_low_and_not_far_too_high(string name)
    {
        EfficientNetVariant variant = EfficientNetVariant.Parse(name);
        Network network = variant.Expand();
        long least = network.PeakActivationBytes(variant.Resolution, variant.Resolution);

        long guess = ScoringPlan.MemoryOfRun(12L * variant.Resolution * variant.Resolution, 4 * network.ParameterCount);

        // V2's maps are smaller than those of the first family with as many weights.
        Assert.InRange((double)guess / least, 1, variant.Name.Contains("v2", StringComparison.Ordinal) ? 20 : 4);
    }

    private static ScoringPlan For(ScoringOptions options, int cores) => ScoringPlan.For(options, ExecutionProvider.Cpu, cores, 16 * Gigabyte, memoryOfRun: 10_000_000);
}
