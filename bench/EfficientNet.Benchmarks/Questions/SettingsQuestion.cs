using EfficientNet.Benchmarks.Contenders;
using EfficientNet.Benchmarks.Material;
using EfficientNet.Benchmarks.Measuring;
using EfficientNet.Benchmarks.Reporting;

namespace EfficientNet.Benchmarks.Questions;

/// <summary>Are the settings that a transformer chooses by itself the right ones here?</summary>
internal sealed class SettingsQuestion : IQuestion
{
    public string Key => "settings";

    public Section Answer(Surroundings surroundings)
    {
        BenchedNetwork network = BenchedNetwork.B0;
        surroundings.Workspace.Prepare(network);
        int rows = Math.Max(1, surroundings.Options.Rows / 4);
        IReadOnlyDictionary<string, Sample> times = surroundings.Race(
            Key,
            surroundings.Racer(ContenderCatalog.Featurizer, network, rows),
            surroundings.Racer(ContenderCatalog.OneRunAtOnce, network, rows),
            surroundings.Racer(ContenderCatalog.BatchesOfFour, network, rows));
        Sample usual = times[ContenderCatalog.Featurizer];
        return new Section(
            $"{network.Title}, other settings than the usual, a picture",
            [
                Line.Slower("one run at once, on all cores", times[ContenderCatalog.OneRunAtOnce], usual),
                Line.Slower("batches of 4", times[ContenderCatalog.BatchesOfFour], usual),
            ],
            []);
    }
}
