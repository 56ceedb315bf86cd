namespace EfficientNet.Weights.Pickle;

/// <summary>A file's bytes in memory, which may be more than a span can hold. Whoever made it keeps the memory alive.</summary>
internal readonly unsafe struct FileBytes(byte* start, long length)
{
    private readonly byte* _start = start;

    public long Length { get; } = length;

    public byte* At(long offset) => _start + offset;

    /// <summary>A part of the file, which must be within it.</summary>
    /// <exception cref="InvalidDataException">The file ends before.</exception>
    public ReadOnlySpan<byte> Slice(long offset, int length) => offset >= 0 && length >= 0 && offset <= Length - length
        ? new ReadOnlySpan<byte>(_start + offset, length)
        : throw new InvalidDataException($"{length} bytes are expected at byte {offset}, but the file has {Length}; it is cut off or damaged: get it anew");
}
