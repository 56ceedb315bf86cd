using System.Collections.Concurrent;
using EfficientNet.MLNet.Trainer;
using Xunit;
using Xunit.Abstractions;

namespace EfficientNet.MLNet.Tests.Classification;

/// <summary>
/// Trainings that are killed. The same with any pictures and the bundled network, for who has the time:
/// <c>dotnet run -c Release --project tests/EfficientNet.MLNet.Trainer -- kill FOLDER 20 1</c>.
/// </summary>
public sealed class KilledTrainingTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 20;

    private readonly TinyClassifier _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public async Task The_training_after_a_killed_one_gives_what_an_undisturbed_one_does()
    {
        _tiny.DrawList(20);
        var lines = new ConcurrentQueue<string>();
        using var trainings = new KilledTrainings(Path.Combine(_tiny.Pictures.Folder, "pictures"), _tiny.WeightsFile, views: 12);

        bool areEqual = await trainings.RunAsync(Kills, seed: 1, lines.Enqueue);

        output.WriteLine(string.Join(Environment.NewLine, lines));
        Assert.True(areEqual, string.Join(Environment.NewLine, lines));
        Assert.Equal(Kills, lines.Count(line => line.StartsWith("Killed after", StringComparison.Ordinal)));
    }
}
