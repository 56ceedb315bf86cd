using EfficientNet.Architecture;

namespace EfficientNet.Weights.Namings;

/// <summary>
/// What a naming calls the parts of a network: a rule for each place in the network's structure. The last part of a tensor's name
/// (<c>weight</c>, <c>running_var</c>, ...) is the same in all of them.
/// </summary>
internal static class ModuleNames
{
    private const string Classifier = "classifier";

    public static string NameOf(TensorNaming naming) => naming switch
    {
        TensorNaming.Timm => "timm's",
        TensorNaming.Torchvision => "torchvision's",
        _ => "EfficientNet-PyTorch's",
    };

    /// <summary>The classifier's module, which no network has to be known for.</summary>
    public static string ClassifierOf(TensorNaming naming) => naming switch
    {
        TensorNaming.Timm => Classifier,
        TensorNaming.Torchvision => "classifier.1",
        _ => "_fc",
    };

    /// <summary>The other name of each of timm's modules; null if the naming has none for a network of this structure.</summary>
    public static IReadOnlyDictionary<string, string>? Of(TensorNaming naming, Network network)
    {
        var pairs = naming switch
        {
            TensorNaming.Timm => Timm(network),
            TensorNaming.Torchvision => Torchvision(network),
            _ => network.Blocks.All(HasDepthwiseConvolution) ? EfficientNetPyTorch(network) : null,
        };
        return pairs?.Append((Classifier, ClassifierOf(naming)))
            .ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal);
    }

    /// <summary>A tensor's name with its module called otherwise.</summary>
    public static string Rename(string tensor, IReadOnlyDictionary<string, string> modules)
    {
        var split = tensor.LastIndexOf('.');
        return modules[tensor[..split]] + tensor[split..];
    }

    private static IEnumerable<(string, string)> Timm(Network network) =>
        network.Tensors.Select(tensor => tensor.Name[..tensor.Name.LastIndexOf('.')]).Distinct().Where(module => module != Classifier).Select(module => (module, module));

    /// <summary>Sequences within sequences, each part called by its place: stem, stages, head; in a block convolution with BatchNorm after convolution.</summary>
    private static IEnumerable<(string, string)> Torchvision(Network network)
    {
        var stages = 0;
        var pairs = Convolution(network.Stem, "features.0.0", "features.0.1");
        foreach (var block in network.Blocks)
        {
            var (stage, repeat) = PlaceOf(block);
            stages = Math.Max(stages, stage + 1);
            var name = $"features.{stage + 1}.{repeat}.block";
            var last = block.Convolutions.Count - 1;
            for (var index = 0; index < last; index++)
            {
                pairs = pairs.Concat(Convolution(block.Convolutions[index], $"{name}.{index}.0", $"{name}.{index}.1"));
            }

            var place = last;
            if (block.SqueezeAndExcitation is { } squeeze)
            {
                pairs = pairs.Append((squeeze.Reduce.Name, $"{name}.{place}.fc1")).Append((squeeze.Expand.Name, $"{name}.{place}.fc2"));
                place++;
            }

            pairs = pairs.Concat(Convolution(block.Convolutions[last], $"{name}.{place}.0", $"{name}.{place}.1"));
        }

        return pairs.Concat(Convolution(network.Head, $"features.{stages + 1}.0", $"features.{stages + 1}.1"));
    }

    /// <summary>Blocks counted through all stages, their parts by what they do; BatchNorms are numbered as if every block expanded.</summary>
    private static IEnumerable<(string, string)> EfficientNetPyTorch(Network network)
    {
        var pairs = Convolution(network.Stem, "_conv_stem", "_bn0");
        for (var index = 0; index < network.Blocks.Count; index++)
        {
            var block = network.Blocks[index];
            var name = $"_blocks.{index}";
            var layers = block.Convolutions;
            if (layers.Count == 3)
            {
                pairs = pairs.Concat(Convolution(layers[0], $"{name}._expand_conv", $"{name}._bn0"));
            }

            pairs = pairs.Concat(Convolution(layers[^2], $"{name}._depthwise_conv", $"{name}._bn1"));
            if (block.SqueezeAndExcitation is { } squeeze)
            {
                pairs = pairs.Append((squeeze.Reduce.Name, $"{name}._se_reduce")).Append((squeeze.Expand.Name, $"{name}._se_expand"));
            }

            pairs = pairs.Concat(Convolution(layers[^1], $"{name}._project_conv", $"{name}._bn2"));
        }

        return pairs.Concat(Convolution(network.Head, "_conv_head", "_bn1"));
    }

    private static IEnumerable<(string, string)> Convolution(ConvolutionLayer layer, string convolution, string batchNorm) =>
        [(layer.Name, convolution), (layer.BatchNorm!, batchNorm)];

    private static bool HasDepthwiseConvolution(NetworkBlock block) =>
        block.Convolutions is [.., { } depthwise, _] && depthwise.Groups == depthwise.OutputChannels;

    private static (int Stage, int Repeat) PlaceOf(NetworkBlock block)
    {
        var parts = block.Name.Split('.');
        return (int.Parse(parts[1]), int.Parse(parts[2]));
    }
}
