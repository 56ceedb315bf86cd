using System.Buffers;
using System.Runtime.InteropServices;
using EfficientNet.Graph.Onnx;
using Google.Protobuf;

namespace EfficientNet.Graph;

/// <summary>
/// An initializer whose numbers are read only when the model is written, one tensor after the other: of the largest
/// networks' gigabytes no more than one tensor is in memory on their way into the file.
/// </summary>
/// <param name="Header">Name, type and shape, without numbers.</param>
/// <param name="Length">How many numbers there are, all float.</param>
/// <param name="Read">Puts them where it is told.</param>
internal sealed record DeferredTensor(TensorProto Header, int Length, DeferredTensor.Reader Read)
{
    internal delegate void Reader(Span<float> destination);

    /// <summary>The size of the whole message, without what announces it in the graph.</summary>
    public long Size => Header.CalculateSize() + TagSize(TensorProto.RawDataFieldNumber) + LengthSize(Bytes) + Bytes;

    private long Bytes => (long)Length * sizeof(float);

    /// <summary>The same tensor with its numbers read now, once and for all.</summary>
    public DeferredTensor Hold()
    {
        var numbers = GC.AllocateUninitializedArray<float>(Length);
        Read(numbers);
        return this with { Read = destination => numbers.CopyTo(destination) };
    }

    /// <summary>Writes the whole message.</summary>
    public void WriteTo(CodedOutputStream output, Stream stream)
    {
        Header.WriteTo(output);
        output.WriteTag(TensorProto.RawDataFieldNumber, WireFormat.WireType.LengthDelimited);
        output.WriteLength((int)Bytes);
        output.Flush();
        var numbers = ArrayPool<float>.Shared.Rent(Length);
        try
        {
            Read(numbers.AsSpan(0, Length));
            stream.Write(MemoryMarshal.AsBytes(numbers.AsSpan(0, Length)));
        }
        finally
        {
            ArrayPool<float>.Shared.Return(numbers);
        }
    }

    /// <summary>Bytes that announce a field of this number take; the same for all fields here.</summary>
    public static int TagSize(int field) => CodedOutputStream.ComputeTagSize(field);

    /// <summary>Bytes that a length takes.</summary>
    public static int LengthSize(long length) => CodedOutputStream.ComputeUInt64Size((ulong)length);
}
