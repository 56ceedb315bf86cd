namespace EfficientNet.Training;

/// <summary>
/// Where a head's numbers stand in the one vector that the solver sees: for each layer its weights, an output after the other, then its
/// biases. Counts are rounded up to the kernel's tiles; what is added so is zero and stays zero.
/// </summary>
internal sealed class HeadShape
{
    public HeadShape(int features, int hiddenUnits, int classes)
    {
        (Features, HiddenUnits, Classes) = (features, hiddenUnits, classes);
        Stride = RoundUp(features, DenseKernel.InputTile);
        if (hiddenUnits == 0)
        {
            Top = new HeadLayer(Stride, RoundUp(classes, DenseKernel.OutputTile), 0);
        }
        else
        {
            // The hidden units are inputs, too; and in the product back to them the classes stand where rows do elsewhere.
            Hidden = new HeadLayer(Stride, RoundUp(hiddenUnits, DenseKernel.InputTile), 0);
            Top = new HeadLayer(Hidden.Outputs, RoundUp(classes, DenseKernel.RowTile), Hidden.End);
        }
    }

    public int Features { get; }

    public int HiddenUnits { get; }

    public int Classes { get; }

    /// <summary>The length of a row of features.</summary>
    public int Stride { get; }

    /// <summary>The layer with ReLU; null for softmax regression.</summary>
    public HeadLayer? Hidden { get; }

    /// <summary>The layer whose outputs are the classes' logits.</summary>
    public HeadLayer Top { get; }

    /// <summary>The layers in order.</summary>
    public IReadOnlyList<HeadLayer> Layers => Hidden is null ? [Top] : [Hidden, Top];

    /// <summary>The length of the vector.</summary>
    public int Length => Top.End;

    /// <summary>
    /// Where a search starts: at zero; a hidden layer's weights at normal random numbers of variance 2 / features (He et al., "Delving deep
    /// into rectifiers", 2015, section 2.2), those after it of 1 / hidden units.
    /// </summary>
    public float[] Start(int seed)
    {
        var start = new float[Length];
        if (Hidden is not null)
        {
            var random = new Random(seed);
            Fill(start, Hidden, HiddenUnits, Features, Math.Sqrt(2.0 / Features), random);
            Fill(start, Top, Classes, HiddenUnits, Math.Sqrt(1.0 / HiddenUnits), random);
        }

        return start;
    }

    private static void Fill(float[] numbers, HeadLayer layer, int outputs, int inputs, double deviation, Random random)
    {
        for (var output = 0; output < outputs; output++)
        {
            foreach (ref var weight in layer.Weight(numbers).Slice(output * layer.Inputs, inputs))
            {
                weight = (float)(deviation * RandomNumbers.Normal(random));
            }
        }
    }

    private static int RoundUp(int count, int tile) => (count + tile - 1) / tile * tile;
}


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
