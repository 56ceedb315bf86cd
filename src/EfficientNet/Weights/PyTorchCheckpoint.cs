using System.Numerics;
using System.Runtime.InteropServices;
using EfficientNet.Weights.Pickle;

namespace EfficientNet.Weights;

/// <summary>
/// The tensors of a checkpoint as PyTorch's <c>torch.save</c> writes it (<c>.pth</c>, <c>.pt</c>, <c>.bin</c>), in its zip form or the older one,
/// read in place. Nothing in the file is executed: its pickle is followed by a reader that knows the few steps a state dict needs and
/// refuses everything else by name. A training checkpoint's <c>state_dict_ema</c>, <c>model_ema</c>, <c>state_dict</c> or <c>model</c>, the
/// first of these that is there, is taken for the state dict, and <c>module.</c> and <c>_orig_mod.</c> before all names are left out. Reading
/// is safe from several threads at once.
/// </summary>
public sealed unsafe class PyTorchCheckpoint : ITensorSource, IDisposable
{
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Dictionary<string, PickledTensor> _pickled = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorInfo> _tensors = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, long> _storageStarts;
    private readonly IDisposable _owner;
    private readonly FileBytes _bytes;
    private bool _disposed;

    private PyTorchCheckpoint(string name, byte* bytes, long length, IDisposable owner)
    {
        Name = name;
        _owner = owner;
        _bytes = new FileBytes(bytes, length);
        try
        {
            var content = CheckpointContent.Read(_bytes);
            _storageStarts = content.StorageStarts;
            foreach (var (tensorName, tensor) in StateDictionary.Find(content.Root))
            {
                _pickled.Add(tensorName, tensor);
                _tensors.Add(tensorName, new TensorInfo(tensorName, tensor.Storage.ElementType, tensor.Shape));
            }
        }
        catch (InvalidDataException exception)
        {
            owner.Dispose();
            throw new WeightFileException(
                name, null, $"{exception.Message}. If you trust the file, load it in PyTorch and save its state dict alone, best as safetensors", exception);
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    /// <summary>The file's path or name, as it was given; messages begin with it.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    /// <summary>Maps a file into memory and follows its pickle. The file stays open until <see cref="Dispose"/>.</summary>
    /// <param name="path">The file's path.</param>
    /// <returns>The checkpoint, ready to read from.</returns>
    /// <exception cref="WeightFileException">The file is malformed, cut off, or holds other than a state dict; the message says what.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static PyTorchCheckpoint Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            throw new WeightFileException(path, null, "a PyTorch checkpoint was expected, but this is a folder");
        }

        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        try
        {
            var length = stream.Length;
            if (length == 0)
            {
                throw new WeightFileException(path, null, "a PyTorch checkpoint was expected, but the file is empty; get it anew");
            }

            var view = new MappedView(stream, length);
            return new PyTorchCheckpoint(path, view.Pointer, length, view);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads a checkpoint that lies in memory. The memory is used in place and must not change before <see cref="Dispose"/>.</summary>
    /// <param name="bytes">The file's bytes.</param>
    /// <param name="name">A name for messages.</param>
    /// <returns>The checkpoint, ready to read from.</returns>
    /// <exception cref="WeightFileException">The file is malformed, cut off, or holds other than a state dict; the message says what.</exception>
    public static PyTorchCheckpoint FromMemory(ReadOnlyMemory<byte> bytes, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var pin = bytes.Pin();
        return new PyTorchCheckpoint(name, (byte*)pin.Pointer, bytes.Length, pin);
    }

    /// <summary>
    /// Copies a tensor's numbers, row-major, as single precision: exactly from floats of 32 and 16 bits, rounded from doubles and large
    /// integers; true is 1.
    /// </summary>
    /// <param name="name">A name in <see cref="Tensors"/>.</param>
    /// <param name="destination">Takes the numbers; exactly as long as <see cref="TensorInfo.Count"/>.</param>
    /// <exception cref="WeightFileException">No tensor has that name, or the file was cut off meanwhile.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length than the tensor.</exception>
    /// <exception cref="ObjectDisposedException">The checkpoint has been disposed of.</exception>
    public void Read(string name, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!_pickled.TryGetValue(name, out var tensor))
        {
            throw new WeightFileException(Name, name, $"there is no such tensor among the {_pickled.Count} in the file");
        }

        var count = _tensors[name].Count;
        if (destination.Length != count)
        {
            throw new ArgumentException($"{Name}: tensor '{name}' has {count} numbers, but the destination takes {destination.Length}.", nameof(destination));
        }

        _lock.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_owner is MappedView { IsCutOff: true })
            {
                throw new WeightFileException(Name, name, "the file has become shorter since it was opened; replace files that are in use by renaming new ones, then open it anew");
            }

            Widen(tensor, destination);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>Lets go of the file. Waits for reads that other threads are in the middle of; later ones fail.</summary>
    public void Dispose()
    {
        _lock.EnterWriteLock();
        try
        {
            if (!_disposed)
            {
                _disposed = true;
                _owner.Dispose();
            }
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    private void Widen(PickledTensor tensor, Span<float> destination)
    {
        switch (tensor.Storage.ElementType)
        {
            case TensorElementType.Float32:
                Numbers<float>(tensor, destination.Length).CopyTo(destination);
                break;
            case TensorElementType.Float16:
                FloatWidening.FromHalf(Numbers<Half>(tensor, destination.Length), destination);
                break;
            case TensorElementType.BFloat16:
                FloatWidening.FromBFloat16(Numbers<ushort>(tensor, destination.Length), destination);
                break;
            case TensorElementType.Float64:
                Convert<double>(tensor, destination);
                break;
            case TensorElementType.Int64:
                Convert<long>(tensor, destination);
                break;
            case TensorElementType.Int32:
                Convert<int>(tensor, destination);
                break;
            case TensorElementType.Int16:
                Convert<short>(tensor, destination);
                break;
            case TensorElementType.Int8:
                Convert<sbyte>(tensor, destination);
                break;
            default:
                Convert<byte>(tensor, destination);
                break;
        }
    }

    private void Convert<T>(PickledTensor tensor, Span<float> destination)
        where T : unmanaged, INumberBase<T>
    {
        var numbers = Numbers<T>(tensor, destination.Length);
        for (var index = 0; index < numbers.Length; index++)
        {
            destination[index] = float.CreateTruncating(numbers[index]);
        }
    }

    /// <summary>The tensor's numbers in row-major order: those of the file themselves, or of a view whose order is another one a copy.</summary>
    private ReadOnlySpan<T> Numbers<T>(PickledTensor tensor, int count)
        where T : unmanaged
    {
        if (count == 0)
        {
            return [];
        }

        var start = (T*)_bytes.At(_storageStarts[tensor.Storage.Key]) + tensor.Storage.Offset + tensor.Offset;
        return IsRowMajor(tensor) ? new ReadOnlySpan<T>(start, count) : Gather(start, tensor, count);
    }

    private static bool IsRowMajor(PickledTensor tensor)
    {
        var step = 1L;
        for (var dimension = tensor.Shape.Length - 1; dimension >= 0; dimension--)
        {
            if (tensor.Shape[dimension] != 1 && tensor.Strides[dimension] != step)
            {
                return false;
            }

            step *= tensor.Shape[dimension];
        }

        return true;
    }

    private static T[] Gather<T>(T* start, PickledTensor tensor, int count)
        where T : unmanaged
    {
        var numbers = new T[count];
        var place = new int[tensor.Shape.Length];
        var offset = 0L;
        for (var index = 0; index < count; index++)
        {
            numbers[index] = start[offset];
            for (var dimension = place.Length - 1; dimension >= 0; dimension--)
            {
                offset += tensor.Strides[dimension];
                if (++place[dimension] < tensor.Shape[dimension])
                {
                    break;
                }

                offset -= place[dimension] * tensor.Strides[dimension];
                place[dimension] = 0;
            }
        }

        return numbers;
    }
}
