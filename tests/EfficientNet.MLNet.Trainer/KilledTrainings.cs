using System.Globalization;

namespace EfficientNet.MLNet.Trainer;

/// <summary>Kills trainings at random moments, and compares what the next ones on the same cache give with undisturbed ones.</summary>
/// <param name="pictures">The pictures, one folder a class.</param>
/// <param name="tiny">Weights of the tests' tiny network; null: the bundled network.</param>
/// <param name="views">How many augmented views; null: the default.</param>
internal sealed class KilledTrainings(string pictures, string? tiny, int? views) : IDisposable
{
    // As many at once as there are undisturbed ones, which say how long one takes then.
    private const int Lanes = 2;

    private readonly string _folder = Directory.CreateTempSubdirectory("efficientnet-kills-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Runs them, and says of each what came of it.</summary>
    /// <param name="kills">How many are killed.</param>
    /// <param name="seed">Where the random moments start.</param>
    /// <param name="print">Takes a line a training; may be called from several threads.</param>
    /// <returns>Whether all trainings behind killed ones were bit-equal to the undisturbed ones.</returns>
    public async Task<bool> RunAsync(int kills, int seed, Action<string> print)
    {
        TrainerRun[] undisturbed = await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => TrainAsync($"undisturbed-{lane}")));
        TimeSpan time = undisturbed.Max(run => run.Time);
        string[] expected = undisturbed[0].Scores;
        bool allEqual = undisturbed.All(run => run.Scores.SequenceEqual(expected));
        print($"Undisturbed, {Lanes} at once, each with a cache of its own: {Seconds(time)}, {expected.Length - 1} pictures, {(allEqual ? "equal" : "DIFFERENT")}.");
        var random = new Random(seed);
        int[] seeds = [.. Enumerable.Range(0, kills).Select(_ => random.Next())];
        await Parallel.ForEachAsync(Enumerable.Range(0, kills), new ParallelOptions { MaxDegreeOfParallelism = Lanes }, async (number, _) =>
        {
            string name = $"killed-{number}";
            TimeSpan moment = await KillAsync(name, new Random(seeds[number]), time);
            TrainerRun next = await TrainAsync(name);
            bool isEqual = next.Scores.SequenceEqual(expected);
            print($"Killed after {Seconds(moment)}: the next training found {next.CacheHits} pictures in the cache and is {(isEqual ? "equal" : "DIFFERENT")}.");
            if (!isEqual)
            {
                allEqual = false;
            }
        });
        print(allEqual ? $"All {kills} are equal." : "Some are different.");
        return allEqual;
    }

    /// <summary>Kills a training; one that has ended before is none, and another is started, with an empty cache and another moment.</summary>
    private async Task<TimeSpan> KillAsync(string name, Random random, TimeSpan time)
    {
        while (true)
        {
            TimeSpan moment = random.NextDouble() * time;
            using (TrainerProcess process = Start(name))
            {
                if (await process.KillAfterAsync(moment))
                {
                    return moment;
                }
            }

            Directory.Delete(Cache(name), recursive: true);
        }
    }

    private async Task<TrainerRun> TrainAsync(string name)
    {
        using TrainerProcess process = Start(name);
        return (await process.FinishAsync()).MustSucceed();
    }

    private TrainerProcess Start(string name)
        => TrainerProcess.Start(_folder, TrainerProcess.TrainArguments(pictures, Cache(name), Path.Combine(_folder, name + ".zip"), tiny, views));

    private string Cache(string name) => Path.Combine(_folder, name);

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s");
}
