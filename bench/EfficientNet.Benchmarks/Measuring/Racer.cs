namespace EfficientNet.Benchmarks.Measuring;

/// <summary>A contender of a race.</summary>
/// <param name="Name">By which its times are found.</param>
/// <param name="Start">Starts its process.</param>
/// <param name="Count">How many pictures it does in a round.</param>
internal sealed record Racer(string Name, Func<ContenderProcess> Start, int Count)
{
    /// <summary>Whether the race goes on without it where it cannot start.</summary>
    public bool IsOptional { get; init; }
}
