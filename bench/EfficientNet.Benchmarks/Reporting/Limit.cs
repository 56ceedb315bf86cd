using System.Globalization;

namespace EfficientNet.Benchmarks.Reporting;

/// <summary>What a line is meant to keep to.</summary>
/// <param name="Value">The limit.</param>
/// <param name="IsAtMost">Whether the figure may at most be that; otherwise it must at least be that.</param>
/// <param name="Unit">Put behind the number, such as <c> ms</c>.</param>
internal sealed record Limit(double Value, bool IsAtMost, string Unit = "x")
{
    public static Limit AtMost(double value, string unit = "x") => new(value, IsAtMost: true, unit);

    public static Limit AtLeast(double value, string unit = "x") => new(value, IsAtMost: false, unit);

    public bool IsMetBy(double figure) => IsAtMost ? figure <= Value : figure >= Value;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsAtMost ? "at most" : "at least")} {Value}{Unit}");
}
