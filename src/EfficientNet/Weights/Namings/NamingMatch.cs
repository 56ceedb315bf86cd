using EfficientNet.Architecture;

namespace EfficientNet.Weights.Namings;

/// <summary>Tensors held against a variant under one naming: the network they would make, and where they differ from it.</summary>
internal sealed class NamingMatch
{
    /// <summary>PyTorch's count of training batches, which no network needs; the one kind of tensor that may be there or not.</summary>
    private const string IgnoredSuffix = ".num_batches_tracked";

    private NamingMatch(TensorNaming naming, Network network, IReadOnlyDictionary<string, string> names, IReadOnlyList<Difference> differences)
    {
        Naming = naming;
        Network = network;
        Names = names;
        Differences = differences;
    }

    public TensorNaming Naming { get; }

    /// <summary>The variant with as many classes as the tensors have.</summary>
    public Network Network { get; }

    /// <summary>By timm's name for a tensor, what it is called.</summary>
    public IReadOnlyDictionary<string, string> Names { get; }

    /// <summary>In the network's order, then what the network does not have.</summary>
    public IReadOnlyList<Difference> Differences { get; }

    /// <summary>The naming that fits.</summary>
    /// <exception cref="WeightFileException">None fits; the message says where the nearest one first differs.</exception>
    public static NamingMatch Find(EfficientNetVariant variant, ITensorSource source, string file)
    {
        var nearest = Enum.GetValues<TensorNaming>()
            .Select(naming => Of(naming, variant, source))
            .OfType<NamingMatch>()
            .MinBy(match => match.Differences.Count)!;
        if (nearest.Differences.Count == 0)
        {
            return nearest;
        }

        var first = nearest.Differences[0];
        var unexpected = nearest.Differences[^1];
        var instead = first.Found == Difference.Nothing && unexpected.Expected == Difference.Nothing
            ? $" (a tensor it has and should not: '{unexpected.Tensor}' {unexpected.Found})"
            : "";
        var others = nearest.Differences.Count > 1 ? $" and {nearest.Differences.Count - 1} more differences" : "";
        throw new WeightFileException(
            file,
            first.Tensor,
            $"expected {first.Expected}, found {first.Found}{instead}{others}; the file does not hold the weights of {variant.Name}, under no known names (timm's, torchvision's, EfficientNet-PyTorch's; nearest are {ModuleNames.NameOf(nearest.Naming)}). Give the variant that the weights are of");
    }

    private static NamingMatch? Of(TensorNaming naming, EfficientNetVariant variant, ITensorSource source)
    {
        var classes = source.Tensors.TryGetValue($"{ModuleNames.ClassifierOf(naming)}.weight", out var classifier) && classifier.Shape.Count > 0
            ? classifier.Shape[0]
            : 0;
        var network = variant.Expand(classes);
        if (ModuleNames.Of(naming, network) is not { } modules)
        {
            return null;
        }

        var names = network.Tensors.ToDictionary(tensor => tensor.Name, tensor => ModuleNames.Rename(tensor.Name, modules), StringComparer.Ordinal);
        var differences = network.Tensors
            .Select(tensor => (Name: names[tensor.Name], tensor.Shape, Found: source.Tensors.GetValueOrDefault(names[tensor.Name])?.Shape))
            .Where(tensor => tensor.Found is null || !tensor.Found.SequenceEqual(tensor.Shape))
            .Select(tensor => new Difference(tensor.Name, Difference.Text(tensor.Shape), Difference.Text(tensor.Found)));
        var expected = names.Values.ToHashSet(StringComparer.Ordinal);
        var unexpected = source.Tensors.Values
            .Where(tensor => !expected.Contains(tensor.Name) && !tensor.Name.EndsWith(IgnoredSuffix, StringComparison.Ordinal))
            .OrderBy(tensor => tensor.Name, StringComparer.Ordinal)
            .Select(tensor => new Difference(tensor.Name, Difference.Nothing, Difference.Text(tensor.Shape)));
        return new NamingMatch(naming, network, names, [.. differences, .. unexpected]);
    }

    /// <summary>A tensor, in the file's name for it, that is not as expected; shapes as texts.</summary>
    public sealed record Difference(string Tensor, string Expected, string Found)
    {
        public const string Nothing = "none";

        public static string Text(IReadOnlyList<int>? shape) => shape is null ? Nothing : $"[{string.Join(", ", shape)}]";
    }
}
