using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Pipeline.Scoring;

/// <summary>A column of the input that the reader reads too: its values wait with the row until the reader gets there.</summary>
internal abstract class CapturedColumn
{
    /// <summary>Whether values of this type can be kept; others, such as images, may belong to somebody who disposes of them.</summary>
    public static bool CanCapture(DataViewType type) => type is PrimitiveDataViewType || type is VectorDataViewType { ItemType: PrimitiveDataViewType };

    public static CapturedColumn Create(DataViewRowCursor input, DataViewSchema.Column column, int window)
    {
        Type type = column.Type is VectorDataViewType vector
            ? typeof(Vectors<>).MakeGenericType(vector.ItemType.RawType)
            : typeof(Scalars<>).MakeGenericType(column.Type.RawType);
        return (CapturedColumn)Activator.CreateInstance(type, input, column, window)!;
    }

    /// <summary>Keeps the value of the input's current row.</summary>
    public abstract void Capture(int place);

    /// <summary>A getter of the kept values.</summary>
    /// <param name="place">The place of the row that the reader is at.</param>
    public abstract Delegate Getter(Func<int> place);

    private abstract class Values<TValue>(DataViewRowCursor input, DataViewSchema.Column column, int window) : CapturedColumn
    {
        private readonly ValueGetter<TValue> _get = input.GetGetter<TValue>(column);
        private readonly TValue?[] _values = new TValue?[window];
        private readonly ExceptionDispatchInfo?[] _failures = new ExceptionDispatchInfo?[window];

        public override void Capture(int place)
        {
            _failures[place] = null;
            try
            {
                _get(ref _values[place]!);
            }
            catch (Exception exception)
            {
                // The reader may never ask for this value.
                _failures[place] = ExceptionDispatchInfo.Capture(exception);
            }
        }

        public override Delegate Getter(Func<int> place) => new ValueGetter<TValue>((ref TValue value) =>
        {
            int here = place();
            _failures[here]?.Throw();
            Copy(_values[here]!, ref value);
        });

        protected abstract void Copy(in TValue source, ref TValue destination);
    }

    private sealed class Scalars<TValue>(DataViewRowCursor input, DataViewSchema.Column column, int window) : Values<TValue>(input, column, window)
    {
        protected override void Copy(in TValue source, ref TValue destination) => destination = source;
    }

    private sealed class Vectors<TItem>(DataViewRowCursor input, DataViewSchema.Column column, int window) : Values<VBuffer<TItem>>(input, column, window)
    {
        protected override void Copy(in VBuffer<TItem> source, ref VBuffer<TItem> destination) => source.CopyTo(ref destination);
    }
}
