using System.Globalization;
using EfficientNet.Benchmarks.Measuring;

namespace EfficientNet.Benchmarks.Reporting;

/// <summary>A line of the table.</summary>
/// <param name="What">What was measured, and against what.</param>
/// <param name="Figure">Its absolute median with its unit; this machine's and this hour's.</param>
/// <param name="Baseline">The same of what it is held against.</param>
/// <param name="Ratio">What counts.</param>
internal sealed record Line(string What, string Figure, string Baseline, Sample Ratio)
{
    /// <summary>Stands behind the ratio; <c>x</c>, or the unit of a difference.</summary>
    public string Unit { get; init; } = "x";

    public Limit? Limit { get; init; }

    /// <summary>What the limit is about, if not the ratio.</summary>
    public Sample? Limited { get; init; }

    /// <summary>How many times as long something takes as something else.</summary>
    public static Line Slower(string what, Sample time, Sample baseline, Limit? limit = null)
        => new(what, Milliseconds(time), Milliseconds(baseline), time.DividedBy(baseline)) { Limit = limit };

    /// <summary>How many times as fast something is as something else.</summary>
    public static Line Faster(string what, Sample time, Sample baseline, Limit? limit = null)
        => new(what, Milliseconds(time), Milliseconds(baseline), baseline.DividedBy(time)) { Limit = limit };

    public static string Milliseconds(Sample time) => string.Create(CultureInfo.InvariantCulture, $"{time.Median:0.00} ms");

    /// <summary>The limit and whether it is kept; empty where there is none.</summary>
    public string Verdict => Limit is null ? "" : $"{Limit}: {(Limit.IsMetBy((Limited ?? Ratio).Median) ? "met" : "NOT met")}";
}
