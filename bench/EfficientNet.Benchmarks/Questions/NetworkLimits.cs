using EfficientNet.Benchmarks.Reporting;

namespace EfficientNet.Benchmarks.Questions;

/// <summary>What a network's way from photographs to features is to keep to; null where nothing is asked.</summary>
internal sealed record NetworkLimits
{
    /// <summary>Nothing.</summary>
    public static NetworkLimits None { get; } = new();

    /// <summary>Of float32, in yardsticks.</summary>
    public Limit? Single { get; init; }

    /// <summary>Of int8, in yardsticks (float32).</summary>
    public Limit? Int8 { get; init; }

    /// <summary>How many times as fast as ML.NET's standard chain float32 is.</summary>
    public Limit? SingleAgainstChain { get; init; }

    /// <summary>How many times as fast as ML.NET's standard chain, which stays in float32, int8 is.</summary>
    public Limit? Int8AgainstChain { get; init; }
}
