using EfficientNet.Benchmarks.Contenders;
using EfficientNet.Benchmarks.Material;
using EfficientNet.Benchmarks.Measuring;
using EfficientNet.Benchmarks.Reporting;

namespace EfficientNet.Benchmarks.Questions;

/// <summary>What does training a classifier on the features take, against making them?</summary>
internal sealed class HeadQuestion : IQuestion
{
    public string Key => "head";

    public Section Answer(Surroundings surroundings)
    {
        BenchedNetwork network = BenchedNetwork.Lite0;
        surroundings.Workspace.Prepare(network);
        int rows = surroundings.Options.Rows;
        IReadOnlyDictionary<string, Sample> times = surroundings.Race(
            Key,
            surroundings.Racer(ContenderCatalog.HeadOfTwo, network, rows),
            surroundings.Racer(ContenderCatalog.HeadOfTen, network, rows),
            surroundings.Racer(ContenderCatalog.Featurizer, network, Math.Max(1, rows / 4)));
        return new Section(
            $"LbfgsMaximumEntropy on {rows:N0} rows of 1,280 features in memory, a row",
            [
                Line.Slower("2 classes, against featurizing the rows (Lite0)", times[ContenderCatalog.HeadOfTwo], times[ContenderCatalog.Featurizer]),
                Line.Slower("10 classes, against featurizing the rows (Lite0)", times[ContenderCatalog.HeadOfTen], times[ContenderCatalog.Featurizer]),
            ],
            []);
    }
}
