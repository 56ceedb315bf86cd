namespace EfficientNet.Weights.Pickle;

/// <summary>What holds other values. Each knows how deep it is nested, so that nesting ends somewhere.</summary>
internal abstract class PickleContainer
{
    private const int MaximumDepth = 100;

    private int _depth = 1;

    protected void Hold(object? value)
    {
        if (value is PickleContainer container)
        {
            _depth = Math.Max(_depth, container._depth + 1);
            if (_depth > MaximumDepth)
            {
                throw new InvalidDataException($"its values are nested more than {MaximumDepth} deep, which no state dict is");
            }
        }
    }
}

internal sealed class PickleTuple : PickleContainer
{
    public PickleTuple(IReadOnlyList<object?> items)
    {
        Items = items;
        foreach (var item in items)
        {
            Hold(item);
        }
    }

    public IReadOnlyList<object?> Items { get; }
}

internal sealed class PickleList : PickleContainer
{
    private readonly List<object?> _items = [];

    public IReadOnlyList<object?> Items => _items;

    public void Add(object? item)
    {
        Hold(item);
        _items.Add(item);
    }
}

/// <summary>A dictionary, ordered or not: their difference does not matter here.</summary>
internal sealed class PickleDictionary : PickleContainer
{
    private readonly List<KeyValuePair<object, object?>> _items = [];
    private readonly Dictionary<object, int> _places = [];

    /// <summary>Keys with their values, in the order of the file.</summary>
    public IReadOnlyList<KeyValuePair<object, object?>> Items => _items;

    public void Add(object? key, object? value)
    {
        // Other keys would have to be hashed as a whole, which could take any time.
        if (key is not (string or long or bool or double))
        {
            throw new InvalidDataException($"a dictionary has {PickleText.Describe(key)} as a key, expected texts or numbers");
        }

        if (key is string name)
        {
            PickleText.CheckName(name);
        }

        Hold(value);
        if (!_places.TryAdd(key, _items.Count))
        {
            throw new InvalidDataException($"the key '{PickleText.Printable(key.ToString()!)}' stands twice in a dictionary");
        }

        _items.Add(new(key, value));
    }

    public bool TryGet(string key, out object? value)
    {
        var found = _places.TryGetValue(key, out var place);
        value = found ? _items[place].Value : null;
        return found;
    }
}

/// <summary>A function or class of Python's, by name alone.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => PickleText.Printable($"{Module}.{Name}");
}

/// <summary>A run of numbers in a storage of the file. Both are counted in numbers of the storage's type.</summary>
internal sealed record StorageReference(string Key, TensorElementType ElementType, long RootCount, long Offset, long Count)
{
    public int ElementSize => SafetensorsTypes.BitsOf(ElementType) / 8;
}

/// <summary>A view into a storage, as PyTorch's tensors are.</summary>
internal sealed record PickledTensor(StorageReference Storage, long Offset, int[] Shape, long[] Strides);
