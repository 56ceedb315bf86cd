using System.Collections.Immutable;
using System.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

// Scales and shifts the values of one column of float or double.
internal abstract class AffineColumn(DataViewType type)
{
    public DataViewType Type => type;

    public static AffineColumn Create(DataViewType type, double[] scales, double[] offsets) =>
        type.GetItemType().RawType == typeof(double)
            ? new AffineColumn<double>(type, scales, offsets)
            : new AffineColumn<float>(type, Array.ConvertAll(scales, scale => (float)scale), Array.ConvertAll(offsets, offset => (float)offset));

    public static AffineColumn Load(BinaryReader reader)
    {
        var type = ValueCodec.ReadType(reader);
        var scales = new double[type.GetValueCount()];
        var offsets = new double[scales.Length];
        for (var i = 0; i < scales.Length; i++)
            (scales[i], offsets[i]) = (reader.ReadDouble(), reader.ReadDouble());
        return Create(type, scales, offsets);
    }

    public abstract void Save(BinaryWriter writer);

    public abstract Delegate MakeGetter(DataViewRow input, DataViewSchema.Column column);

    public abstract NormalizingTransformer.NormalizerModelParametersBase Parameters { get; }
}

internal sealed class AffineColumn<T>(DataViewType type, T[] scales, T[] offsets) : AffineColumn(type)
    where T : struct, IFloatingPointIeee754<T>
{
    private readonly bool _shifts = offsets.Any(offset => offset != T.Zero);

    public override NormalizingTransformer.NormalizerModelParametersBase Parameters => Type is VectorDataViewType
        ? new NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<T>>([.. scales], _shifts ? [.. offsets] : [])
        : new NormalizingTransformer.AffineNormalizerModelParameters<T>(scales[0], offsets[0]);

    public override void Save(BinaryWriter writer)
    {
        ValueCodec.WriteType(writer, Type);
        for (var i = 0; i < scales.Length; i++)
        {
            writer.Write(double.CreateChecked(scales[i]));
            writer.Write(double.CreateChecked(offsets[i]));
        }
    }

    public override Delegate MakeGetter(DataViewRow input, DataViewSchema.Column column)
    {
        if (Type is not VectorDataViewType)
        {
            var getScalar = input.GetGetter<T>(column);
            return (ValueGetter<T>)((ref T value) =>
            {
                getScalar(ref value);
                value = (value - offsets[0]) * scales[0];
            });
        }

        var getVector = input.GetGetter<VBuffer<T>>(column);
        VBuffer<T> source = default;
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
        {
            getVector(ref source);
            Contracts.Check(source.Length == scales.Length, $"Normalizer expected {scales.Length} slots, but the input data column has {source.Length} slots.");
            Normalize(source, ref value);
        });
    }

    // Zeros that are not stated stay so where nothing shifts them.
    private void Normalize(in VBuffer<T> source, ref VBuffer<T> value)
    {
        if (_shifts)
            source.CopyToDense(ref value);
        else
            source.CopyTo(ref value);
        var editor = VBufferEditor.CreateFromBuffer(ref value);
        for (var i = 0; i < editor.Values.Length; i++)
        {
            var slot = value.IsDense ? i : editor.Indices[i];
            editor.Values[i] = (editor.Values[i] - offsets[slot]) * scales[slot];
        }
        value = editor.Commit();
    }
}
