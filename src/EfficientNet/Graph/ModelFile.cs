using EfficientNet.Graph.Onnx;
using Google.Protobuf;

namespace EfficientNet.Graph;

/// <summary>
/// Writes a model whose large tensors are still where they came from. The bytes are those that Google.Protobuf would
/// write of the model with all tensors in it: a message's parts may come in any order, but its length stands first.
/// </summary>
internal sealed class ModelFile
{
    private readonly ModelProto _model;
    private readonly IReadOnlyList<DeferredTensor> _tensors;
    private readonly long _graphSize;

    /// <param name="model">Everything but the deferred tensors; not changed.</param>
    /// <param name="tensors">Initializers of its graph.</param>
    /// <exception cref="NotSupportedException">The file would be larger than 2 GB, all that a protobuf message can be.</exception>
    public ModelFile(ModelProto model, IReadOnlyList<DeferredTensor> tensors)
    {
        _model = model;
        _tensors = tensors;
        _graphSize = model.Graph.CalculateSize() + tensors.Sum(tensor => Announced(GraphProto.InitializerFieldNumber, tensor.Size));
        var size = WithoutGraph().CalculateSize() + Announced(ModelProto.GraphFieldNumber, _graphSize);
        if (size > Array.MaxLength)
        {
            throw new NotSupportedException($"The model {model.Graph.Name} takes {size:N0} bytes, an ONNX file holds at most {Array.MaxLength:N0}.");
        }

        Size = (int)size;
    }

    /// <summary>The file's size in bytes.</summary>
    public int Size { get; }

    public void WriteTo(Stream stream, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long written = 0;
        using var output = new CodedOutputStream(stream, leaveOpen: true);
        WithoutGraph().WriteTo(output);
        output.WriteTag(ModelProto.GraphFieldNumber, WireFormat.WireType.LengthDelimited);
        output.WriteLength((int)_graphSize);
        _model.Graph.WriteTo(output);
        foreach (var tensor in _tensors)
        {
            output.WriteTag(GraphProto.InitializerFieldNumber, WireFormat.WireType.LengthDelimited);
            output.WriteLength((int)tensor.Size);
            tensor.WriteTo(output, stream);
            written += tensor.Size;
            progress?.Report((double)written / Size);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public byte[] ToArray()
    {
        var bytes = GC.AllocateUninitializedArray<byte>(Size);
        using var stream = new MemoryStream(bytes);
        WriteTo(stream);
        return bytes;
    }

    private static long Announced(int field, long size) => DeferredTensor.TagSize(field) + DeferredTensor.LengthSize(size) + size;

    private ModelProto WithoutGraph()
    {
        var rest = new ModelProto
        {
            IrVersion = _model.IrVersion,
            ProducerName = _model.ProducerName,
            ProducerVersion = _model.ProducerVersion,
        };
        rest.OpsetImport.AddRange(_model.OpsetImport);
        rest.MetadataProps.AddRange(_model.MetadataProps);
        return rest;
    }
}
