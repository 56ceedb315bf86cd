using EfficientNet.Architecture;

namespace EfficientNet.Graph;

/// <summary>
/// Is told of every value between two layers, by a name that follows from the network alone, and says how the graph goes on from
/// there: with the value itself, or with one that has gone through fewer bits.
/// </summary>
internal interface IActivationPoints
{
    /// <summary>Whether what is stored at a point cannot leave its range, so that ReLU and ReLU6 before it need no node.</summary>
    bool Saturate { get; }

    /// <summary>Answers the value that the next layers read in a value's place.</summary>
    string Mark(string point, string value);

    /// <summary>Answers weight and bias of a convolution that reads <paramref name="input"/>, or null for those of single precision.</summary>
    (string Weight, string Bias)? Parameters(ConvolutionLayer layer, FoldedConvolution folded, string input);
}
