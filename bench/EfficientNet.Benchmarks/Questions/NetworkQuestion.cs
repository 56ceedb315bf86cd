using EfficientNet.Benchmarks.Contenders;
using EfficientNet.Benchmarks.Material;
using EfficientNet.Benchmarks.Measuring;
using EfficientNet.Benchmarks.Reporting;

namespace EfficientNet.Benchmarks.Questions;

/// <summary>What does a photograph's way from its file to its features cost, beyond the network itself and against other ways?</summary>
internal sealed class NetworkQuestion(BenchedNetwork network, Limit? slowest, Limit? fastest) : IQuestion
{
    /// <summary>The yardstick and OpenCV need no files and no run-up: fewer pictures a round tell as much.</summary>
    private const int YardstickShare = 3, OpenCvShare = 10;

    public string Key => network.Key;

    public Section Answer(Surroundings surroundings)
    {
        (BenchOptions options, Workspace workspace, _) = surroundings;
        workspace.Prepare(network);
        int few = Math.Max(1, options.Rows / YardstickShare);
        var notes = new List<string>();
        var racers = new List<Racer>
        {
            surroundings.Racer(ContenderCatalog.Featurizer, network, options.Rows),
            surroundings.Racer(ContenderCatalog.StandardChain, network, options.Rows),
            surroundings.Racer(ContenderCatalog.Yardstick, network, few),
            surroundings.Racer(ContenderCatalog.ConcurrentRuns, network, few),
        };
        if (OpenCv.TryRacer(workspace, network, Math.Max(1, options.Rows / OpenCvShare)) is { } openCv)
        {
            racers.Add(openCv);
        }
        else
        {
            notes.Add($"{network.Title} in OpenCV is left out: no python3 with cv2 is installed (Debian's package is python3-opencv).");
        }

        IReadOnlyDictionary<string, Sample> times = surroundings.Race(network.Title, racers);
        Sample ours = times[ContenderCatalog.Featurizer], yardstick = times[ContenderCatalog.Yardstick];
        var lines = new List<Line>
        {
            Line.Slower("photographs to features, time in yardsticks", ours, yardstick, slowest),
            Line.Faster("faster than ML.NET's standard chain", ours, times[ContenderCatalog.StandardChain], fastest),
            Line.Slower("two runs at once, one thread each, pixels ready, in yardsticks", times[ContenderCatalog.ConcurrentRuns], yardstick),
        };
        if (times.TryGetValue(OpenCv.Name, out Sample? other))
        {
            lines.Add(Line.Faster("faster than OpenCV's DNN, which has its pixels ready", ours, other));
        }
        else if (notes.Count == 0)
        {
            notes.Add($"{network.Title} in OpenCV is left out: it does not read the network; what it said stands above.");
        }

        return new Section($"{network.Title}, {network.Preprocessing.Width} x {network.Preprocessing.Height}, a picture", lines, notes);
    }
}
