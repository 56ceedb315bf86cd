namespace EfficientNet.Weights.Pickle;

/// <summary>Finds the tensors in what was saved: trainers wrap a state dict in others, and wrappers of modules lengthen its names.</summary>
internal static class StateDictionary
{
    private const int MaximumWrappers = 8;

    /// <summary>The count of an averaged model (PyTorch's AveragedModel), which stands among its tensors.</summary>
    private const string AveragedCount = "n_averaged";

    /// <summary>In the order in which they are looked for: averaged weights, where a trainer kept some, are the better ones.</summary>
    private static readonly string[] _wrappers = ["state_dict_ema", "model_ema", "state_dict", "model"];

    /// <summary>What PyTorch's parallel, averaged and compiled modules put before each name.</summary>
    private static readonly string[] _prefixes = ["module.", "_orig_mod."];

    public static IReadOnlyList<(string Name, PickledTensor Tensor)> Find(object? root)
    {
        var dictionary = Unwrap(root);
        var tensors = new List<(string Name, PickledTensor Tensor)>();
        foreach (var (key, value) in dictionary.Items)
        {
            if (key is AveragedCount)
            {
                continue;
            }

            tensors.Add(key is string name && value is PickledTensor tensor
                ? (name, tensor)
                : throw new InvalidDataException(
                    $"a state dict of tensors was expected, but '{PickleText.Printable(key.ToString()!)}' in it is {PickleText.Describe(value)}; its keys are {Keys(dictionary)}"));
        }

        if (tensors.Count == 0)
        {
            throw new InvalidDataException("it holds no tensors");
        }

        while (_prefixes.FirstOrDefault(prefix => tensors.TrueForAll(item => item.Name.StartsWith(prefix, StringComparison.Ordinal))) is { } common)
        {
            tensors = tensors.ConvertAll(item => (item.Name[common.Length..], item.Tensor));
        }

        return tensors;
    }

    private static PickleDictionary Unwrap(object? value)
    {
        for (var wrappers = 0; wrappers <= MaximumWrappers; wrappers++)
        {
            if (value is not PickleDictionary dictionary)
            {
                throw new InvalidDataException($"a state dict was expected, but {PickleText.Describe(value)} was saved; save the model's state_dict()");
            }

            object? inner = null;
            if (!Array.Exists(_wrappers, name => dictionary.TryGet(name, out inner) && inner is PickleDictionary))
            {
                return dictionary;
            }

            value = inner;
        }

        throw new InvalidDataException($"its state dict is wrapped more than {MaximumWrappers} times");
    }

    private static string Keys(PickleDictionary dictionary)
    {
        const int shown = 8;
        var keys = string.Join(", ", dictionary.Items.Take(shown).Select(item => PickleText.Printable(item.Key.ToString()!)));
        return dictionary.Items.Count > shown ? $"{keys} and {dictionary.Items.Count - shown} more" : keys;
    }
}
