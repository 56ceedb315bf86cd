using EfficientNet.Architecture;
using EfficientNet.Weights;

namespace EfficientNet.Graph;

/// <summary>Holds weights against the network they are meant for. Strict: what is missing, of another shape or not asked for is an error.</summary>
internal static class WeightsCheck
{
    /// <summary>PyTorch's count of training batches, which no network needs; the one kind of tensor that may be there or not.</summary>
    private const string IgnoredSuffix = ".num_batches_tracked";

    /// <summary>How many tensors of a kind an error names before it only counts them.</summary>
    private const int Named = 10;

    public static void Verify(Network network, ITensorSource weights)
    {
        var expected = network.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var missing = network.Tensors
            .Where(tensor => !weights.Tensors.ContainsKey(tensor.Name))
            .Select(tensor => $"{tensor.Name} {Text(tensor.Shape)}")
            .ToList();
        var misshapen = network.Tensors
            .Where(tensor => weights.Tensors.TryGetValue(tensor.Name, out var found) && !found.Shape.SequenceEqual(tensor.Shape))
            .Select(tensor => $"{tensor.Name} (expected {Text(tensor.Shape)}, found {Text(weights.Tensors[tensor.Name].Shape)})")
            .ToList();
        var unexpected = weights.Tensors.Values
            .Where(tensor => !expected.ContainsKey(tensor.Name) && !tensor.Name.EndsWith(IgnoredSuffix, StringComparison.Ordinal))
            .Select(tensor => $"{tensor.Name} {Text(tensor.Shape)}")
            .Order(StringComparer.Ordinal)
            .ToList();
        if (missing.Count + misshapen.Count + unexpected.Count > 0)
        {
            throw new InvalidDataException(
                $"These are not weights of {network.Variant.Name} with {network.Classes} classes.{List("Missing", missing)}{List("Of another shape", misshapen)}{List("Unexpected", unexpected)}");
        }
    }

    /// <summary>Weights say themselves how many classes they tell apart; if they say it wrongly, the check of all shapes finds it.</summary>
    public static int CountClasses(ITensorSource weights) =>
        weights.Tensors.TryGetValue("classifier.weight", out var classifier) && classifier.Shape.Count > 0 ? classifier.Shape[0] : 0;

    private static string List(string title, List<string> tensors) => tensors.Count switch
    {
        0 => "",
        <= Named => $" {title}: {string.Join(", ", tensors)}.",
        _ => $" {title}: {string.Join(", ", tensors.Take(Named))} and {tensors.Count - Named} more.",
    };

    private static string Text(IReadOnlyList<int> shape) => $"[{string.Join(", ", shape)}]";
}
