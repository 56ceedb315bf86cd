using System.Buffers.Binary;

namespace EfficientNet.Weights;

/// <summary>
/// A safetensors file, read in place: from a mapped file, from an embedded resource, or from bytes in memory. The header
/// is checked strictly and as a whole when the file is opened; tensors are converted when they are read. Reading is safe
/// from several threads at once.
/// </summary>
public sealed unsafe class SafetensorsFile : ITensorSource, IDisposable
{
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Dictionary<string, SafetensorsHeader.Entry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorInfo> _tensors = new(StringComparer.Ordinal);
    private IDisposable? _owner;
    private byte* _data;
    private bool _disposed;

    private SafetensorsFile(string name, byte* bytes, long length, IDisposable owner)
    {
        Name = name;
        _owner = owner;
        try
        {
            var headerLength = ReadHeaderLength(name, bytes, length);
            _data = bytes + SafetensorsHeader.LengthBytes + headerLength;
            var header = SafetensorsHeader.Parse(
                name,
                new ReadOnlySpan<byte>(bytes + SafetensorsHeader.LengthBytes, headerLength),
                length - SafetensorsHeader.LengthBytes - headerLength);
            foreach (var entry in header.Entries)
            {
                _entries.Add(entry.Info.Name, entry);
                _tensors.Add(entry.Info.Name, entry.Info);
            }

            Metadata = header.Metadata;
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    /// <summary>The file's path or the resource's name, as it was given; messages begin with it.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    /// <summary>The file's own notes, such as <c>format</c>; empty if it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Maps a file into memory and checks its header. The file stays open until <see cref="Dispose"/>.</summary>
    /// <param name="path">The file's path.</param>
    /// <returns>The file, ready to read from.</returns>
    /// <exception cref="WeightFileException">The file is malformed, cut off or no safetensors file at all.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            throw new WeightFileException(path, null, "a safetensors file was expected, but this is a folder");
        }

        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        try
        {
            var length = stream.Length;
            if (length < SafetensorsHeader.LengthBytes)
            {
                throw TooShort(path, length);
            }

            var view = new MappedView(stream, length);
            return new SafetensorsFile(path, view.Pointer, length, view);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Reads a file that lies in unmanaged memory as a whole, as embedded resources do. The memory is used in place, from
    /// the stream's position to its end, and must outlive the result; the stream is disposed together with it.
    /// </summary>
    /// <param name="stream">The file's bytes.</param>
    /// <param name="name">A name for messages.</param>
    /// <returns>The file, ready to read from.</returns>
    /// <exception cref="WeightFileException">The file is malformed, cut off or no safetensors file at all.</exception>
    public static SafetensorsFile FromStream(UnmanagedMemoryStream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new SafetensorsFile(name, stream.PositionPointer, stream.Length - stream.Position, stream);
    }

    /// <summary>Reads a file that lies in memory. The memory is used in place and must not change before <see cref="Dispose"/>.</summary>
    /// <param name="bytes">The file's bytes.</param>
    /// <param name="name">A name for messages.</param>
    /// <returns>The file, ready to read from.</returns>
    /// <exception cref="WeightFileException">The file is malformed, cut off or no safetensors file at all.</exception>
    public static SafetensorsFile FromMemory(ReadOnlyMemory<byte> bytes, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var pin = bytes.Pin();
        return new SafetensorsFile(name, (byte*)pin.Pointer, bytes.Length, pin);
    }

    /// <summary>Copies a tensor's numbers, row-major, widened to single precision.</summary>
    /// <param name="name">A name in <see cref="Tensors"/>.</param>
    /// <param name="destination">Takes the numbers; exactly as long as <see cref="TensorInfo.Count"/>.</param>
    /// <exception cref="WeightFileException">No tensor has that name, it holds other than floats of 32 or 16 bits, or the file was cut off meanwhile.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length than the tensor.</exception>
    /// <exception cref="ObjectDisposedException">The file has been disposed of.</exception>
    public void Read(string name, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!_entries.TryGetValue(name, out var entry))
        {
            throw new WeightFileException(Name, name, $"there is no such tensor among the {_entries.Count} in the file");
        }

        if (destination.Length != entry.Info.Count)
        {
            throw new ArgumentException($"{Name}: tensor '{name}' has {entry.Info.Count} numbers, but the destination takes {destination.Length}.", nameof(destination));
        }

        _lock.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_owner is MappedView { IsCutOff: true })
            {
                throw new WeightFileException(Name, name, "the file has become shorter since it was opened; replace files that are in use by renaming new ones, then open it anew");
            }

            Widen(entry, destination);
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
            _disposed = true;
            _owner?.Dispose();
            _owner = null;
            _data = null;
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    private void Widen(SafetensorsHeader.Entry entry, Span<float> destination)
    {
        // Spans of numbers, not of bytes: a tensor may have more bytes than a span can count.
        var count = destination.Length;
        var start = _data + entry.Start;
        switch (entry.Info.ElementType)
        {
            case TensorElementType.Float32:
                new ReadOnlySpan<float>(start, count).CopyTo(destination);
                break;
            case TensorElementType.Float16:
                FloatWidening.FromHalf(new ReadOnlySpan<Half>(start, count), destination);
                break;
            case TensorElementType.BFloat16:
                FloatWidening.FromBFloat16(new ReadOnlySpan<ushort>(start, count), destination);
                break;
            default:
                throw new WeightFileException(Name, entry.Info.Name, $"floats of 32 or 16 bits were expected, but it holds {entry.Info.ElementType}");
        }
    }

    private static int ReadHeaderLength(string name, byte* bytes, long length)
    {
        if (length < SafetensorsHeader.LengthBytes)
        {
            throw TooShort(name, length);
        }

        var stated = BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(bytes, SafetensorsHeader.LengthBytes));
        if (stated == 0)
        {
            throw new WeightFileException(name, null, "the header's length is stated as 0 bytes; the file is damaged");
        }

        if (stated > SafetensorsHeader.MaximumLength)
        {
            throw new WeightFileException(name, null, $"the header's length is stated as {stated} bytes, but at most {SafetensorsHeader.MaximumLength} are allowed; this is no safetensors file, or a damaged one");
        }

        var left = length - SafetensorsHeader.LengthBytes;
        return (long)stated <= left
            ? (int)stated
            : throw new WeightFileException(name, null, $"the header's length is stated as {stated} bytes, but only {left} follow; the file is cut off: get it anew");
    }

    private static WeightFileException TooShort(string name, long length) =>
        new(name, null, $"a safetensors file has at least {SafetensorsHeader.LengthBytes} bytes, but this one has {length}; it is cut off: get it anew");
}
