using System.IO.MemoryMappedFiles;

namespace EfficientNet.Weights;

/// <summary>
/// A file mapped into memory, whose pointer is held for as long as the view, and so is the file, to see whether someone cuts it off:
/// to read beyond the end of a mapped file ends the whole process.
/// </summary>
internal sealed unsafe class MappedView : IDisposable
{
    private readonly FileStream _file;
    private readonly long _length;
    private readonly MemoryMappedViewAccessor _accessor;

    public MappedView(FileStream file, long length)
    {
        (_file, _length) = (file, length);

        // The view keeps the mapping alive; the mapping object may go.
        using var mapping = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _accessor = mapping.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* pointer = null;
        _accessor.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        Pointer = pointer + _accessor.PointerOffset;
    }

    public byte* Pointer { get; }

    public bool IsCutOff => RandomAccess.GetLength(_file.SafeFileHandle) < _length;

    public void Dispose()
    {
        _accessor.SafeMemoryMappedViewHandle.ReleasePointer();
        _accessor.Dispose();
        _file.Dispose();
    }
}
