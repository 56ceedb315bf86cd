using EfficientNet.Benchmarks.Contenders;
using EfficientNet.Benchmarks.Material;
using EfficientNet.Benchmarks.Measuring;
using EfficientNet.Benchmarks.Reporting;

namespace EfficientNet.Benchmarks.Questions;

/// <summary>What does a photograph's way from its file to its features cost, beyond the network itself and against other ways?</summary>
/// <param name="network">The network.</param>
/// <param name="limits">What our ways of it are to keep to.</param>
internal sealed class NetworkQuestion(BenchedNetwork network, NetworkLimits limits) : IQuestion
{
    /// <summary>
    /// Only our way has a run-up, for which a round must be long. The others do one picture after the other: fewer tell as much, and a run stays
    /// at about ten minutes.
    /// </summary>
    private const int ChainShare = 2, YardstickShare = 4, OpenCvShare = 10;

    public string Key => network.Key;

    public Section Answer(Surroundings surroundings)
    {
        (BenchOptions options, Workspace workspace, _) = surroundings;
        workspace.Prepare(network);
        int rows = limits == NetworkLimits.None ? Share(2) : options.Rows;
        var notes = new List<string>();
        var racers = new List<Racer>
        {
            surroundings.Racer(ContenderCatalog.Featurizer, network, rows),
            surroundings.Racer(ContenderCatalog.FeaturizerInt8, network, rows),
            surroundings.Racer(ContenderCatalog.StandardChain, network, Share(ChainShare)),
            surroundings.Racer(ContenderCatalog.Yardstick, network, Share(YardstickShare)),
            surroundings.Racer(ContenderCatalog.ConcurrentRuns, network, Share(YardstickShare)),
        };
        if (OpenCv.TryRacer(workspace, network, Share(OpenCvShare)) is { } openCv)
        {
            racers.Add(openCv);
        }
        else
        {
            notes.Add($"{network.Title} in OpenCV is left out: no python3 with cv2 is installed (Debian's package is python3-opencv).");
        }

        IReadOnlyDictionary<string, Sample> times = surroundings.Race(network.Title, racers);
        Sample ours = times[ContenderCatalog.Featurizer], inInt8 = times[ContenderCatalog.FeaturizerInt8];
        Sample yardstick = times[ContenderCatalog.Yardstick], chain = times[ContenderCatalog.StandardChain];
        var lines = new List<Line>
        {
            Line.Slower("photographs to features, fp32, in yardsticks", ours, yardstick, limits.Single),
            Line.Slower("photographs to features, int8, in yardsticks", inInt8, yardstick, limits.Int8),
            Line.Faster("fp32, faster than ML.NET's standard chain", ours, chain, limits.SingleAgainstChain),
            Line.Faster("int8, faster than ML.NET's standard chain in fp32", inInt8, chain, limits.Int8AgainstChain),
            Line.Slower("two runs at once, fp32, pixels ready, in yardsticks", times[ContenderCatalog.ConcurrentRuns], yardstick),
        };
        if (times.TryGetValue(OpenCv.Name, out Sample? other))
        {
            lines.Add(Line.Faster("fp32, faster than OpenCV's DNN, which has its pixels ready", ours, other));
        }
        else if (notes.Count == 0)
        {
            notes.Add($"{network.Title} in OpenCV is left out: it does not read the network; what it said stands above.");
        }

        return new Section($"{network.Title}, {network.Preprocessing.Width} x {network.Preprocessing.Height}, a picture", lines, notes);

        int Share(int share) => Math.Max(1, options.Rows / share);
    }
}
