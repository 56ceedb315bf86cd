namespace EfficientNet.Training;

/// <summary>One layer's place in the vector of a head's numbers.</summary>
/// <param name="Inputs">The length of a row of weights.</param>
/// <param name="Outputs">How many rows of weights there are, and biases.</param>
/// <param name="Offset">Where the weights begin.</param>
internal sealed record HeadLayer(int Inputs, int Outputs, int Offset)
{
    public int End => Offset + (Outputs * (Inputs + 1));

    public Span<float> Weight(Span<float> numbers) => numbers.Slice(Offset, Outputs * Inputs);

    public Span<float> Bias(Span<float> numbers) => numbers.Slice(Offset + (Outputs * Inputs), Outputs);
}
