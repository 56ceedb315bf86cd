using EfficientNet.Architecture;
using EfficientNet.Graph;
using EfficientNet.Inference;
using EfficientNet.Testing;

namespace EfficientNet.Tests.Inference;

/// <summary>Graphs against layers written for clarity, for all kinds of stage, also in combinations that no published network has.</summary>
public class NaiveNetworkTests
{
    public static TheoryData<string, PaddingMode, int, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, PaddingMode, int, int>();
            foreach (var variant in TinyNetwork.Variants)
            {
                foreach (var padding in Enum.GetValues<PaddingMode>())
                {
                    cases.Add(variant.Name, padding, 33, 46);
                    cases.Add(variant.Name, padding, 40, 5);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Logits_are_those_of_the_naive_layers(string name, PaddingMode padding, int height, int width)
    {
        var variant = TinyNetwork.Variants.Single(variant => variant.Name == name) with { Padding = padding };
        var network = variant.Expand(TinyNetwork.Classes);
        var weights = TinyNetwork.Weights(network);
        var picture = DeterministicTensors.Input(1, 3, height, width);
        using var model = new EfficientNetSession(variant, weights, new EfficientNetSessionOptions { Outputs = [new(GraphOutputKind.Logits, "logits")] });

        var expected = new NaiveNetwork(network, weights).Logits(picture, height, width);
        var actual = model.Run(picture, 1, height, width)["logits"].Values;

        var mean = expected.Average();
        var deviation = Math.Sqrt(expected.Average(value => (value - mean) * (value - mean)));
        Assert.All(expected.Zip(actual), pair => Assert.InRange(Math.Abs(pair.First - pair.Second) / deviation, 0, 1e-5));
    }
}
