using System.Globalization;
using EfficientNet.Architecture;
using EfficientNet.Weights;
using EfficientNet.Weights.Namings;
using EfficientNet.Weights.Pickle;

namespace EfficientNet.Testing;

/// <summary>Writes a network's weights as PyTorch would.</summary>
public static class PyTorchFiles
{
    /// <summary>A state dict under some library's names, in the zip form or in the older one.</summary>
    public static byte[] StateDictionary(Network network, ITensorSource weights, TensorNaming naming, bool legacy = false)
    {
        var modules = ModuleNames.Of(naming, network)!;
        var pickle = new PickleWriter().Op(PickleOpcode.EmptyDict);
        var storages = new List<(string Key, long Count, byte[] Bytes)>();
        foreach (var tensor in network.Tensors)
        {
            var numbers = new float[tensor.Count];
            weights.Read(tensor.Name, numbers);
            var key = storages.Count.ToString(CultureInfo.InvariantCulture);
            pickle.Text(ModuleNames.Rename(tensor.Name, modules)).Tensor(key, [.. tensor.Shape], legacy: legacy).Op(PickleOpcode.SetItem);
            storages.Add((key, numbers.Length, PickleWriter.Floats(numbers)));
        }

        return legacy ? pickle.Legacy([.. storages]) : pickle.Zip([.. storages.Select(storage => (storage.Key, storage.Bytes))]);
    }
}
