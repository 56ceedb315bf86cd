namespace EfficientNet.Architecture;

/// <summary>
/// A variant worked out to its last layer: every block with its channels, every tensor with its shape, and what it
/// costs. Whoever writes or trains a graph walks this list and computes nothing of the kind again.
/// </summary>
public sealed class Network
{
    internal Network(EfficientNetVariant variant, int classes, int stemChannels, IReadOnlyList<NetworkBlock> blocks, int features)
    {
        Variant = variant;
        Classes = classes;
        Blocks = blocks;
        Stem = new ConvolutionLayer("conv_stem", "bn1", InputChannels, stemChannels, KernelSize: 3, Stride: 2);
        Head = new ConvolutionLayer("conv_head", "bn2", blocks[^1].OutputChannels, features);
        ConvolutionLayer[] convolutions = [Stem, .. blocks.SelectMany(LayersOf), Head];
        Tensors = [.. convolutions.SelectMany(layer => layer.Tensors()), .. ClassifierTensors()];
        ParameterCount = convolutions.Sum(layer => layer.ParameterCount) + ClassifierTensors().Sum(tensor => tensor.Count);
        EndpointBlocks = [.. LastBlocksBeforeHalving()];
    }

    /// <summary>Channels of the network's input: red, green, blue.</summary>
    public const int InputChannels = 3;

    /// <summary>The design this is the expansion of.</summary>
    public EfficientNetVariant Variant { get; }

    /// <summary>Outputs of the classifier; 0 if there is none.</summary>
    public int Classes { get; }

    /// <summary>Pooled features, the classifier's inputs: the channels of the last convolution.</summary>
    public int Features => Head.OutputChannels;

    /// <summary>Channels of the first convolution.</summary>
    public int StemChannels => Stem.OutputChannels;

    /// <summary>The blocks between the first and the last convolution, in order.</summary>
    public IReadOnlyList<NetworkBlock> Blocks { get; }

    /// <summary>Every tensor that weights for it consist of, from the input on.</summary>
    public IReadOnlyList<TensorSpecification> Tensors { get; }

    /// <summary>Trained numbers: all tensors but BatchNorm's running means and variances.</summary>
    public long ParameterCount { get; }

    /// <summary>
    /// How many endpoints there are: the last maps before each halving of height and width, and the last of all before the
    /// head's convolution. Five in all published networks, at 1/2, 1/4, 1/8, 1/16 and 1/32 of the input's size.
    /// </summary>
    public int EndpointCount => EndpointBlocks.Count;

    internal ConvolutionLayer Stem { get; }

    internal ConvolutionLayer Head { get; }

    /// <summary>For each endpoint the index of the block that makes it; -1 for the stem.</summary>
    internal IReadOnlyList<int> EndpointBlocks { get; }

    internal TensorSpecification ClassifierWeight => new("classifier.weight", [Classes, Features]);

    internal TensorSpecification ClassifierBias => new("classifier.bias", [Classes]);

    /// <summary>
    /// Side, in pixels, of the square of the input that one value of the last map is convolved from, whatever the input's size;
    /// as <see cref="NetworkPart.ReceptiveField"/> counts it.
    /// </summary>
    public long ReceptiveField => Parts(1, 1)[^1].ReceptiveField;

    /// <summary>The network's parts in the order they run: the stem, every block, the head, and the classifier if there is one.</summary>
    /// <param name="height">The input's height in pixels.</param>
    /// <param name="width">The input's width in pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public IReadOnlyList<NetworkPart> Parts(int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        return NetworkWalk.Parts(this, height, width);
    }

    /// <summary>
    /// Multiplications with addition that one picture takes in convolutions (squeeze-and-excitation included) and
    /// the classifier; nothing else is counted.
    /// </summary>
    /// <param name="height">The input's height in pixels.</param>
    /// <param name="width">The input's width in pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public long MultiplyAdds(int height, int width) => Parts(height, width).Sum(part => part.MultiplyAdds);

    /// <summary>
    /// The most memory, in bytes, that the tensors of one picture take at once, in float32, when the layers run one after another
    /// and each tensor is freed after its last use. While a convolution, a pooling or the classifier runs, its input and its output
    /// are alive, and so is a block's input until it is added to the output. BatchNorm, activations, the product of
    /// squeeze-and-excitation and the residual's sum are made in place. Weights and a runtime's own working memory are not
    /// counted; a batch takes as many times more as it has pictures.
    /// </summary>
    /// <param name="height">The input's height in pixels.</param>
    /// <param name="width">The input's width in pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public long PeakActivationBytes(int height, int width) => Parts(height, width).Max(part => part.PeakActivationBytes);

    /// <summary>The endpoints' shapes, largest maps first.</summary>
    /// <param name="height">The input's height in pixels.</param>
    /// <param name="width">The input's width in pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public IReadOnlyList<FeatureMapShape> EndpointShapes(int height, int width)
    {
        var parts = Parts(height, width);
        return [.. EndpointBlocks.Select(index => parts[index + 1].Output)];
    }

    private static IEnumerable<ConvolutionLayer> LayersOf(NetworkBlock block)
    {
        var last = block.Convolutions.Count - 1;
        foreach (var layer in block.Convolutions.Take(last))
        {
            yield return layer;
        }

        if (block.SqueezeAndExcitation is { } squeeze)
        {
            yield return squeeze.Reduce;
            yield return squeeze.Expand;
        }

        yield return block.Convolutions[last];
    }

    private IEnumerable<TensorSpecification> ClassifierTensors() => Classes == 0 ? [] : [ClassifierWeight, ClassifierBias];

    private IEnumerable<int> LastBlocksBeforeHalving()
    {
        for (var index = 0; index < Blocks.Count; index++)
        {
            if (Blocks[index].Stride > 1)
            {
                yield return index - 1;
            }
        }

        yield return Blocks.Count - 1;
    }
}
