using Microsoft.ML.Internal.Utilities;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

internal static class RowCursorUtils
{
    public const string FetchValueStateError = "Values cannot be fetched at this time. This method was called either before the first call to "
        + nameof(DataViewRowCursor.MoveNext) + ", or at any point after that method returned false.";

    // One flag a column of the schema.
    public static bool[] ToFlags(this IEnumerable<DataViewSchema.Column> columns, DataViewSchema schema)
    {
        Contracts.CheckValue(columns, nameof(columns));
        var flags = new bool[schema.Count];
        foreach (var column in columns)
        {
            if (column.Index >= flags.Length)
                throw Contracts.Except($"The requested column: {column} is not part of the schema");
            flags[column.Index] = true;
        }

        return flags;
    }

    public static Func<int, bool> ToPredicate(this IEnumerable<DataViewSchema.Column> columns, DataViewSchema schema)
    {
        var flags = columns.ToFlags(schema);
        return index => index >= 0 && index < flags.Length && flags[index];
    }

    public static ValueGetter<TValue> Cast<TValue>(Delegate getter) => getter as ValueGetter<TValue>
        ?? throw Contracts.Except($"Invalid TValue in GetGetter: '{typeof(TValue)}', expected type: '{getter.GetType().GetGenericArguments()[0]}'.");

    // The getter of a column as a delegate of its raw type: ValueGetter<float>, ValueGetter<VBuffer<float>> ...
    public static Delegate GetGetterAsDelegate(this DataViewRow row, DataViewSchema.Column column) =>
        Utils.MarshalInvoke<Delegate>(GetGetter<int>, column.Type.RawType, row, column);

    public static Delegate GetGetterAsDelegate(this DataViewSchema.Annotations annotations, DataViewSchema.Column column) =>
        Utils.MarshalInvoke<Delegate>(GetAnnotationGetter<int>, column.Type.RawType, annotations, column);

    private static Delegate GetAnnotationGetter<TValue>(DataViewSchema.Annotations annotations, DataViewSchema.Column column) =>
        annotations.GetGetter<TValue>(column);

    private static Delegate GetGetter<TValue>(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<TValue>(column);
}
