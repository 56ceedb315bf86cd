using EfficientNet.Benchmarks.Contenders;
using EfficientNet.Benchmarks.Material;
using EfficientNet.Benchmarks.Measuring;

namespace EfficientNet.Benchmarks.Questions;

/// <summary>What every question is answered with.</summary>
internal sealed record Surroundings(BenchOptions Options, Workspace Workspace, Action<string> Say)
{
    /// <summary>Pictures that a contender does before it is measured: enough for .NET to compile what runs often for good.</summary>
    private const int MostWarmUp = 60;

    /// <summary>A contender of <see cref="ContenderCatalog"/>.</summary>
    public Racer Racer(string name, BenchedNetwork network, int count)
        => new(name, () => ContenderProcess.Start(ContenderHost.Arguments(name, Workspace, network, Math.Min(count, MostWarmUp))), count);

    public IReadOnlyDictionary<string, Sample> Race(string title, params IReadOnlyList<Racer> racers)
        => Measuring.Race.Run(racers, Options.Rounds, state => Say($"{title}: {state}"));
}
