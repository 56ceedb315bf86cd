using System.Buffers.Binary;

namespace EfficientNet.Imaging.Formats;

/// <summary>A picture file's bytes with what all formats need: reading within bounds, the limit, and errors with names.</summary>
internal readonly struct PictureBytes(ReadOnlyMemory<byte> bytes, string name, string format, long maximumPixels)
{
    public ReadOnlySpan<byte> Span => bytes.Span;

    public ReadOnlyMemory<byte> Memory => bytes;

    public int Length => bytes.Length;

    /// <summary>Some bytes, which must all be there.</summary>
    /// <param name="start">Where they start.</param>
    /// <param name="count">How many they are.</param>
    /// <param name="part">What part of the picture they are, for the message if they are not there.</param>
    public ReadOnlySpan<byte> Slice(long start, long count, string part) =>
        start + count <= Length ? Span.Slice((int)start, (int)count) : throw Truncated($"within {part}");

    public int UInt16Big(long at, string part) => BinaryPrimitives.ReadUInt16BigEndian(Slice(at, 2, part));

    public int UInt16Little(long at, string part) => BinaryPrimitives.ReadUInt16LittleEndian(Slice(at, 2, part));

    public uint UInt32Big(long at, string part) => BinaryPrimitives.ReadUInt32BigEndian(Slice(at, 4, part));

    public uint UInt32Little(long at, string part) => BinaryPrimitives.ReadUInt32LittleEndian(Slice(at, 4, part));

    /// <summary>Refuses a picture without pixels and one above the limit.</summary>
    public void CheckSize(long width, long height)
    {
        if (width <= 0 || height <= 0)
        {
            throw new PictureException(name, PictureProblem.ZeroSize, $"the {format} states a size of {width} x {height}, which leaves no pixels; leave it out");
        }

        if ((Int128)width * height > maximumPixels || width > int.MaxValue || height > int.MaxValue)
        {
            throw new PictureException(
                name,
                PictureProblem.TooLarge,
                $"the {format} states a size of {width} x {height}, {(Int128)width * height} pixels, but at most {maximumPixels} are allowed; reduce it, or raise the limit if it is genuine");
        }
    }

    public PictureException Truncated(string where) =>
        new(name, PictureProblem.Truncated, $"the {format} ends {where}, after {Length} bytes; the file is cut off: get it anew or leave it out");

    public PictureException Damaged(string problem) =>
        new(name, PictureProblem.Damaged, $"the {format} is damaged: {problem}; get it anew or leave it out");

    public PictureException Unsupported(string kind) =>
        new(name, PictureProblem.UnsupportedFormat, $"the {format} is {kind}, which is not decoded here; convert it to a common JPEG or PNG");
}
