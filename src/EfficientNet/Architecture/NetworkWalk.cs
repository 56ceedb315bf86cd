namespace EfficientNet.Architecture;

/// <summary>Walks a network from the input on with a picture of one size, and keeps count.</summary>
internal sealed class NetworkWalk(int height, int width)
{
    private FeatureMapShape _map = new(Network.InputChannels, height, width);
    private long _receptiveField = 1;
    private long _strides = 1;

    public static IReadOnlyList<NetworkPart> Parts(Network network, int height, int width)
    {
        var walk = new NetworkWalk(height, width);
        var parts = new List<NetworkPart> { walk.Convolve(network.Stem) };
        parts.AddRange(network.Blocks.Select(walk.Block));

        // Pooling holds the maps and their means at once; the head's convolution, with its input, may take more.
        var head = walk.Convolve(network.Head);
        parts.Add(head with { PeakActivationBytes = Math.Max(head.PeakActivationBytes, Bytes(Count(head.Output) + network.Features)) });
        if (network.Classes > 0)
        {
            parts.Add(Classifier(network, head.ReceptiveField));
        }

        return parts;
    }

    private static NetworkPart Classifier(Network network, long receptiveField)
    {
        var tensors = new[] { network.ClassifierWeight, network.ClassifierBias };
        return new(
            "classifier",
            new(network.Classes, 1, 1),
            receptiveField,
            tensors.Sum(tensor => tensor.Count),
            network.ClassifierWeight.Count,
            Bytes((long)network.Features + network.Classes));
    }

    private NetworkPart Convolve(ConvolutionLayer layer)
    {
        var input = _map;
        _map = new(layer.OutputChannels, layer.OutputSize(input.Height), layer.OutputSize(input.Width));
        _receptiveField += (layer.KernelSize - 1) * _strides;
        _strides *= layer.Stride;
        return new(
            layer.Name,
            _map,
            _receptiveField,
            layer.ParameterCount,
            layer.MultiplyAdds((long)_map.Height * _map.Width),
            Bytes(Count(input) + Count(_map)));
    }

    private NetworkPart Block(NetworkBlock block)
    {
        var input = _map;
        var convolutions = block.Convolutions;
        var steps = new List<NetworkPart>();
        for (var i = 0; i < convolutions.Count; i++)
        {
            if (i == convolutions.Count - 1 && block.SqueezeAndExcitation is { } squeeze)
            {
                steps.Add(Held(SqueezeAndExcite(squeeze.Reduce, squeeze.Expand), i));
            }

            steps.Add(Held(Convolve(convolutions[i]), i));
        }

        return new(
            block.Name,
            _map,
            _receptiveField,
            steps.Sum(step => step.ParameterCount),
            steps.Sum(step => step.MultiplyAdds),
            steps.Max(step => step.PeakActivationBytes));

        // The block's input stays for the sum. The first convolution reads it, so it is counted there already.
        NetworkPart Held(NetworkPart step, int convolution) => block.HasResidual && convolution > 0
            ? step with { PeakActivationBytes = step.PeakActivationBytes + Bytes(Count(input)) }
            : step;
    }

    /// <summary>Both convolutions work on a map pooled to one pixel; the larger map stays, to be multiplied in place.</summary>
    private NetworkPart SqueezeAndExcite(ConvolutionLayer reduce, ConvolutionLayer expand) => new(
        reduce.Name,
        _map,
        _receptiveField,
        reduce.ParameterCount + expand.ParameterCount,
        reduce.MultiplyAdds(1) + expand.MultiplyAdds(1),
        Bytes(Count(_map) + reduce.InputChannels + reduce.OutputChannels));

    private static long Count(FeatureMapShape map) => (long)map.Channels * map.Height * map.Width;

    private static long Bytes(long numbers) => numbers * sizeof(float);
}
