using EfficientNet.Architecture;
using EfficientNet.Graph;

namespace EfficientNet.Quantization;

/// <summary>Leaves everything as it is and notes which value stands at which point.</summary>
internal sealed class WatchedPoints : IActivationPoints
{
    /// <summary>The points in order, each with its value.</summary>
    public List<(string Point, string Value)> Values { get; } = [];

    /// <summary>The points whose values convolutions read that are to be in bytes.</summary>
    public HashSet<string> Inputs { get; } = new(StringComparer.Ordinal);

    public bool Saturate => false;

    public string Mark(string point, string value)
    {
        Values.Add((point, value));
        return value;
    }

    public (string Weight, string Bias)? Parameters(ConvolutionLayer layer, FoldedConvolution folded, string input)
    {
        Inputs.Add(Values.Last(pair => pair.Value == input).Point);
        return null;
    }
}
