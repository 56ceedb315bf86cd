using Microsoft.ML.Internal.Utilities;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// An interval that rows are kept or dropped by. A number is itself; the k-th of n keys (from 1) lies at (k - 1/2) / n, and a missing key nowhere.
internal sealed record ValueRange(double Min, double Max, bool IncludeMin = true, bool IncludeMax = false, bool Complement = false)
{
    public static bool CanFilter(DataViewType type) => type == NumberDataViewType.Single || type == NumberDataViewType.Double || type is KeyDataViewType;

    public IDataView Filter(IDataView data, string columnName)
    {
        var column = data.Schema[columnName];
        Contracts.CheckParam(CanFilter(column.Type), nameof(columnName), $"Column '{columnName}' does not have compatible type");
        return new FilteredDataView(data, [column], row =>
        {
            var read = Utils.MarshalInvoke<Func<double?>>(MakeReader<int>, column.Type.RawType, row, column);
            return () => read() is { } value && Contains(value) != Complement;
        });
    }

    private bool Contains(double value) => (IncludeMin ? value >= Min : value > Min) && (IncludeMax ? value <= Max : value < Max);

    private static Func<double?> MakeReader<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<T>(column);
        var keys = column.Type.GetKeyCount();
        T value = default;
        return () =>
        {
            getter(ref value);
            var number = Convert.ToDouble(value);
            // Nothing compares with a missing number, in the interval or out of it.
            if (keys == 0)
                return double.IsNaN(number) ? null : number;
            return number >= 1 && number <= keys ? (number - 0.5) / keys : null;
        };
    }
}
