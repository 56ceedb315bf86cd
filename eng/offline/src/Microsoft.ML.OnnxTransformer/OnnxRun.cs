using Microsoft.ML.Data;
using Microsoft.ML.Internal.Utilities;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Onnx;

// The model's results for one cursor: run once a row, whichever of the active outputs is asked for first, and kept until the row changes.
internal sealed class OnnxRun : IDisposable
{
    private readonly OnnxModel _model;
    private readonly DataViewRow _row;
    private readonly Func<NamedOnnxValue>[] _inputs;
    private readonly string[] _outputs;
    private IDisposableReadOnlyCollection<DisposableNamedOnnxValue> _results;
    private long _position = -1;

    public OnnxRun(OnnxModel model, DataViewRow row, DataViewSchema.Column[] columns, string[] outputs)
    {
        _model = model;
        _row = row;
        _outputs = outputs;
        // Without an active output, the input columns are not active either.
        _inputs = outputs.Length == 0 ? [] : columns.Select(column => MakeInput(column, model.GetInput(column.Name).Shape)).ToArray();
    }

    public Delegate MakeGetter(OnnxModel.Variable output) => output.Type switch
    {
        VectorDataViewType { ItemType: TextDataViewType } => MakeTextGetter(output.Name),
        VectorDataViewType vector => Utils.MarshalInvoke<Delegate>(MakeVectorGetter<int>, vector.ItemType.RawType, output.Name),
        _ => Utils.MarshalInvoke<Delegate>(MakeScalarGetter<int>, output.Type.RawType, output.Name),
    };

    public void Dispose()
    {
        _results?.Dispose();
        _results = null;
    }

    private NamedOnnxValue Result(string name)
    {
        if (_position != _row.Position)
        {
            var inputs = _inputs.Select(input => input()).ToArray();
            _results?.Dispose();
            _results = null;
            _results = _model.Run(inputs, _outputs);
            _position = _row.Position;
        }
        return _results.First(result => result.Name == name);
    }

    private ValueGetter<VBuffer<T>> MakeVectorGetter<T>(string name) => (ref VBuffer<T> value) =>
    {
        var tensor = Result(name).AsTensor<T>() as DenseTensor<T>
            ?? throw Contracts.Except($"Output column {name} doesn't contain a DenseTensor of expected type {typeof(T)}");
        var editor = VBufferEditor.Create(ref value, (int)tensor.Length);
        tensor.Buffer.Span.CopyTo(editor.Values);
        value = editor.Commit();
    };

    private ValueGetter<VBuffer<ReadOnlyMemory<char>>> MakeTextGetter(string name) => (ref VBuffer<ReadOnlyMemory<char>> value) =>
    {
        var tensor = Result(name).AsTensor<string>();
        var editor = VBufferEditor.Create(ref value, (int)tensor.Length);
        for (var i = 0; i < editor.Values.Length; i++)
            editor.Values[i] = tensor.GetValue(i).AsMemory();
        value = editor.Commit();
    };

    // The real one takes an output without dimensions for a sequence, and fails to read it.
    private ValueGetter<T> MakeScalarGetter<T>(string name) => (ref T value) =>
    {
        Result(name);
        throw new ArgumentNullException("source", $"Output {name} is a scalar, which OnnxTransformer cannot read; give it the shape [1].");
    };

    private Func<NamedOnnxValue> MakeInput(DataViewSchema.Column column, int[] shape) => column.Type is VectorDataViewType vector
        ? Utils.MarshalInvoke<Func<NamedOnnxValue>>(MakeVectorInput<int>, vector.ItemType.RawType, column, shape)
        : Utils.MarshalInvoke<Func<NamedOnnxValue>>(MakeScalarInput<int>, column.Type.RawType, column);

    // A scalar goes in with the shape [1, 1], whatever the model says.
    private Func<NamedOnnxValue> MakeScalarInput<T>(DataViewSchema.Column column)
    {
        var get = _row.GetGetter<T>(column);
        return () =>
        {
            T value = default;
            get(ref value);
            return ToTensor(column.Name, [value], [1, 1]);
        };
    }

    private Func<NamedOnnxValue> MakeVectorInput<T>(DataViewSchema.Column column, int[] shape)
    {
        var get = _row.GetGetter<VBuffer<T>>(column);
        var known = shape.Where(size => size > 0).Aggregate((a, b) => a * b);
        var unknown = Array.IndexOf(shape, 0);
        var isKnownSize = ((VectorDataViewType)column.Type).IsKnownSize;
        VBuffer<T> values = default;
        return () =>
        {
            get(ref values);
            var dimensions = shape.ToArray();
            // Only a column of unknown size fills the unknown dimension.
            if (!isKnownSize)
                dimensions[unknown] = values.Length / known;
            return ToTensor(column.Name, values.DenseValues().ToArray(), dimensions);
        };
    }

    private static NamedOnnxValue ToTensor<T>(string name, T[] values, int[] dimensions) => values switch
    {
        ReadOnlyMemory<char>[] texts =>
            NamedOnnxValue.CreateFromTensor(name, new DenseTensor<string>(texts.Select(text => text.ToString()).ToArray(), dimensions)),
        _ when typeof(T).IsPrimitive => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<T>(values, dimensions)),
        _ => throw new NotImplementedException($"Not implemented type {typeof(T)}"),
    };
}
