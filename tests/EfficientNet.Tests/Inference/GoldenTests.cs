using EfficientNet.Architecture;
using EfficientNet.Graph;
using EfficientNet.Inference;
using EfficientNet.Testing;
using Xunit.Abstractions;

namespace EfficientNet.Tests.Inference;

/// <summary>
/// Outputs at several depths against timm's in double precision. The tolerance is ten times what a float32 run of timm itself
/// is off, in units of the tensor's standard deviation.
/// </summary>
[Collection("Large networks")]
public class GoldenTests(ITestOutputHelper log)
{
    private const double Allowance = 10;

    private const long LargeParameters = 25_000_000;

    public static TheoryData<string> Small => [.. Golden.Names.Where(name => !IsLarge(name))];

    public static TheoryData<string> Large => [.. Golden.Names.Where(IsLarge)];

    [Theory]
    [MemberData(nameof(Small))]
    public void Outputs_are_those_of_timm(string name) => Compare(name);

    [Theory]
    [Trait("Category", "Large")]
    [MemberData(nameof(Large))]
    public void Outputs_of_large_networks_are_those_of_timm(string name) => Compare(name);

    private static bool IsLarge(string name) => Golden.Load(name).Parameters > LargeParameters;

    private void Compare(string name)
    {
        var golden = Golden.Load(name);
        var variant = EfficientNetVariant.Parse(name);
        var levels = Enumerable.Range(1, variant.Expand().EndpointCount);
        using var model = new EfficientNetSession(variant, golden.Weights(), new EfficientNetSessionOptions
        {
            Outputs =
            [
                .. levels.Select(level => new GraphOutput(GraphOutputKind.Endpoint, $"endpoint{level}", level)),
                new(GraphOutputKind.Pooled, "pooled"),
                new(GraphOutputKind.Logits, "logits"),
            ],
        });

        Assert.Equal(2, golden.Cases.Count);
        foreach (var expected in golden.Cases)
        {
            var shape = expected.Input;
            var actual = model.Run(DeterministicTensors.Input(shape), shape[0], shape[2], shape[3]);

            var ratios = levels.ToDictionary(level => $"endpoint{level}", level => Ratio(expected.Endpoints[level - 1], actual[$"endpoint{level}"]));
            ratios["pooled"] = Ratio(expected.Pooled, actual["pooled"]);
            ratios["logits"] = RatioOfLogits(expected.Logits, actual["logits"]);

            var report = string.Join(", ", ratios.Select(pair => $"{pair.Key} {pair.Value / (Allowance * expected.Float32Error):0.000}"));
            log.WriteLine($"{name} [{string.Join(", ", shape)}], error as a share of what is allowed: {report}");
            Assert.All(ratios, pair => Assert.True(pair.Value <= Allowance * expected.Float32Error, report));
        }
    }

    /// <summary>The largest difference, of samples or of mean and standard deviation, in standard deviations.</summary>
    private static double Ratio(GoldenTensor expected, ModelOutput actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        var mean = actual.Values.Average(value => (double)value);
        var std = Math.Sqrt(actual.Values.Average(value => (value - mean) * (value - mean)));
        var differences = expected.Index!.Zip(expected.Value, (index, value) => actual.Values[index] - value)
            .Append(mean - expected.Mean!.Value)
            .Append(std - expected.Std!.Value);
        return differences.Max(Math.Abs) / expected.Std!.Value;
    }

    private static double RatioOfLogits(GoldenTensor expected, ModelOutput actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        var std = Math.Sqrt(expected.Value.Average(value => value * value) - Math.Pow(expected.Value.Average(), 2));
        return expected.Value.Select((value, i) => Math.Abs(actual.Values[10 * i] - value)).Max() / std;
    }
}
