namespace EfficientNet.Weights;

/// <summary>Named tensors, from a file or made otherwise, that a network's weights are read from. Safe for use by several threads at once.</summary>
public interface ITensorSource
{
    /// <summary>Every tensor on offer, by name.</summary>
    IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>Copies a tensor's numbers, row-major, in single precision however they are stored.</summary>
    /// <param name="name">A name in <see cref="Tensors"/>.</param>
    /// <param name="destination">Takes the numbers; exactly as long as <see cref="TensorInfo.Count"/>.</param>
    /// <exception cref="WeightFileException">The tensors come from a file, and none there has that name, or its numbers are of a type that is not read.</exception>
    /// <exception cref="KeyNotFoundException">The tensors come from elsewhere, and none has that name.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length than the tensor.</exception>
    void Read(string name, Span<float> destination);
}
