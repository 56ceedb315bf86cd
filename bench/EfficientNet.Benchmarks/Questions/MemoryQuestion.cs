using System.Globalization;
using EfficientNet.Benchmarks.Contenders;
using EfficientNet.Benchmarks.Material;
using EfficientNet.Benchmarks.Measuring;
using EfficientNet.Benchmarks.Reporting;

namespace EfficientNet.Benchmarks.Questions;

/// <summary>Does memory grow with the number of rows?</summary>
internal sealed class MemoryQuestion : IQuestion
{
    private static readonly Limit _growth = Limit.AtMost(50, " MB");

    public string Key => "memory";

    public Section Answer(Surroundings surroundings)
    {
        BenchedNetwork network = BenchedNetwork.Lite0;
        surroundings.Workspace.Prepare(network);
        int few = surroundings.Options.Rows, many = surroundings.Options.MemoryRows;
        double atFew = Peak(few), atMany = Peak(many);
        return new Section(
            $"Memory: peak of the working set, {network.Title}, one process each, once",
            [
                new Line(
                    $"growth from {few.ToString("N0", CultureInfo.InvariantCulture)} to {many.ToString("N0", CultureInfo.InvariantCulture)} rows",
                    Megabytes(atMany),
                    Megabytes(atFew),
                    new Sample([atMany - atFew])) { Unit = " MB", Limit = _growth },
            ],
            []);

        double Peak(int rows)
        {
            surroundings.Say($"{Key}: {rows} rows");
            return SingleRun.MeasurePeak(ContenderCatalog.Featurizer, surroundings.Workspace, network, rows);
        }
    }

    private static string Megabytes(double megabytes) => string.Create(CultureInfo.InvariantCulture, $"{megabytes:0} MB");
}
