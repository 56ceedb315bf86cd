using EfficientNet.Inference;
using Microsoft.ML;
using Xunit;

namespace EfficientNet.MLNet.Tests;

public class ScoringOptionsTests
{
    [Fact]
    public void Everything_wrong_is_named_at_once()
    {
        var options = new EfficientNetFeaturizeOptions
        {
            MaximumPixels = 0,
            Scoring = new ScoringOptions { ConcurrentRuns = 0, ThreadsPerRun = -1, BatchSize = 5000, DeviceId = -2, ExecutionProvider = (ExecutionProvider)9 },
        };

        ArgumentException exception = Assert.Throws<ArgumentException>(() => new MLContext().Transforms.EfficientNetFeaturize(options));

        foreach (string problem in new[] { "MaximumPixels is 0", "ConcurrentRuns is 0", "ThreadsPerRun is -1", "BatchSize is 5000", "DeviceId is -2", "ExecutionProvider is 9" })
        {
            Assert.Contains(problem, exception.Message);
        }
    }

    [Fact]
    public void Missing_options_are_named()
        => Assert.Contains("Scoring is null", Assert.Throws<ArgumentException>(
            () => new MLContext().Transforms.EfficientNetPreprocess(new EfficientNetPreprocessOptions { Scoring = null! })).Message);
}
