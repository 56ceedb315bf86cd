using EfficientNet.Benchmarks.Contenders;
using EfficientNet.Benchmarks.Material;
using EfficientNet.Benchmarks.Measuring;
using EfficientNet.Benchmarks.Reporting;

namespace EfficientNet.Benchmarks.Questions;

/// <summary>How long does a new process take to its first prediction, against ONNX Runtime alone?</summary>
internal sealed class StartUpQuestion : IQuestion
{
    private static readonly string[] _ways = [StartUp.PlainSession, StartUp.PredictionEngine, StartUp.FastModel];

    public string Key => "start-up";

    public Section Answer(Surroundings surroundings)
    {
        BenchedNetwork network = BenchedNetwork.Lite0;
        surroundings.Workspace.Prepare(network);
        StartUp.Prepare(surroundings.Workspace, network);
        int rounds = surroundings.Options.Rounds;
        Dictionary<string, double[]> times = _ways.ToDictionary(way => way, _ => new double[rounds]);
        for (int round = -1; round < rounds; round++)
        {
            surroundings.Say(round < 0 ? $"{Key}: once, to have the files in memory" : $"{Key}: round {round + 1} of {rounds}");
            foreach (string way in _ways)
            {
                double milliseconds = SingleRun.MeasureStartUp(way, surroundings.Workspace, network);
                if (round >= 0)
                {
                    times[way][round] = milliseconds;
                }
            }
        }

        var plain = new Sample(times[StartUp.PlainSession]);
        return new Section(
            $"Start to first prediction, {network.Title}, against a plain session and run",
            [
                Line.Slower("ml.Model.Load, prediction engine, one photograph", new Sample(times[StartUp.PredictionEngine]), plain),
                Line.Slower("EfficientNetModel.Load, data view of one photograph", new Sample(times[StartUp.FastModel]), plain),
            ],
            []);
    }
}
