namespace EfficientNet.Weights.Pickle;

/// <summary>The closed list of what a state dict's pickle may name, and what each comes to here.</summary>
internal static class TorchGlobals
{
    private const string StorageSuffix = "Storage";
    private const int MaximumDimensions = 32;

    private static readonly PickleGlobal _orderedDictionary = new("collections", "OrderedDict");
    private static readonly PickleGlobal _tensor = new("torch._utils", "_rebuild_tensor");
    private static readonly PickleGlobal _tensorWithHooks = new("torch._utils", "_rebuild_tensor_v2");
    private static readonly PickleGlobal _parameter = new("torch._utils", "_rebuild_parameter");

    private static readonly Dictionary<string, TensorElementType> _storages = new(StringComparer.Ordinal)
    {
        ["Float"] = TensorElementType.Float32,
        ["Half"] = TensorElementType.Float16,
        ["BFloat16"] = TensorElementType.BFloat16,
        ["Double"] = TensorElementType.Float64,
        ["Long"] = TensorElementType.Int64,
        ["Int"] = TensorElementType.Int32,
        ["Short"] = TensorElementType.Int16,
        ["Char"] = TensorElementType.Int8,
        ["Byte"] = TensorElementType.UInt8,
        ["Bool"] = TensorElementType.Boolean,
        ["Untyped"] = TensorElementType.UInt8,
    };

    public static PickleGlobal Find(string module, string name)
    {
        var global = new PickleGlobal(module, name);
        return global == _orderedDictionary || global == _tensor || global == _tensorWithHooks || global == _parameter || StorageType(global) is not null
            ? global
            : throw new InvalidDataException($"its pickle asks for '{global}', which no state dict needs; this reader calls nothing");
    }

    /// <summary>The numbers' type of a storage class; null for anything else.</summary>
    public static TensorElementType? StorageType(PickleGlobal global) =>
        global.Module is "torch" or "torch.cuda" or "torch.storage"
        && global.Name.EndsWith(StorageSuffix, StringComparison.Ordinal)
        && _storages.TryGetValue(global.Name[..^StorageSuffix.Length], out var type)
            ? type
            : null;

    /// <summary>What PyTorch's function of that name would make.</summary>
    public static object Build(PickleGlobal global, IReadOnlyList<object?> arguments)
    {
        if (global == _orderedDictionary && arguments.Count == 0)
        {
            return new PickleDictionary();
        }

        if (((global == _tensor && arguments.Count == 4) || (global == _tensorWithHooks && arguments.Count is 6 or 7))
            && arguments is [StorageReference storage, long offset, PickleTuple shape, PickleTuple strides, ..])
        {
            return Tensor(storage, offset, shape.Items, strides.Items);
        }

        if (global == _parameter && arguments is [PickledTensor tensor, _, _])
        {
            return tensor;
        }

        throw new InvalidDataException(
            $"'{global}' is called with {arguments.Count} arguments ({string.Join(", ", arguments.Take(8).Select(PickleText.Describe))}), not as PyTorch does");
    }

    private static PickledTensor Tensor(StorageReference storage, long offset, IReadOnlyList<object?> shape, IReadOnlyList<object?> strides)
    {
        if (shape.Count != strides.Count || shape.Count > MaximumDimensions)
        {
            throw new InvalidDataException($"a tensor has {shape.Count} dimensions and {strides.Count} strides, expected as many, at most {MaximumDimensions}");
        }

        var sizes = new int[shape.Count];
        var steps = new long[shape.Count];
        Int128 count = 1;
        Int128 last = offset;
        var isEmpty = false;
        for (var dimension = 0; dimension < sizes.Length; dimension++)
        {
            if (shape[dimension] is not (long and >= 0 and <= int.MaxValue) || strides[dimension] is not (long and >= 0))
            {
                throw new InvalidDataException($"a tensor's dimension {dimension} is no size from 0 to {int.MaxValue} with a stride from 0 on");
            }

            sizes[dimension] = (int)(long)shape[dimension]!;
            steps[dimension] = (long)strides[dimension]!;
            isEmpty |= sizes[dimension] == 0;
            count *= sizes[dimension];
            last += (Int128)Math.Max(0, sizes[dimension] - 1) * steps[dimension];
            if (count > long.MaxValue)
            {
                throw new InvalidDataException($"a tensor of shape [{string.Join(", ", shape)}] has more numbers than can be counted in 64 bits");
            }
        }

        if (offset < 0 || (!isEmpty && last >= storage.Count))
        {
            throw new InvalidDataException(
                $"a tensor of shape [{string.Join(", ", shape)}] and strides [{string.Join(", ", strides)}] reaches from number {offset} to {last} of the storage '{PickleText.Printable(storage.Key)}', which has {storage.Count}");
        }

        return new PickledTensor(storage, offset, sizes, steps);
    }
}
