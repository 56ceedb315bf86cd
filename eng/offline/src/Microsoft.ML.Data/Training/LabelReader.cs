using Microsoft.ML.Internal.Utilities;

namespace Microsoft.ML.Data;

internal static class LabelReader
{
    // Labels as numbers: a key's class counts from 0, a missing one is NaN.
    public static ValueGetter<float> GetLabelGetter(this DataViewRow row, DataViewSchema.Column column) => column.Type switch
    {
        KeyDataViewType key => Utils.MarshalInvoke<ValueGetter<float>>(MakeKeyGetter<uint>, key.RawType, row, column, key.Count),
        BooleanDataViewType => Convert<bool>(row, column, value => value ? 1 : 0),
        _ when column.Type.RawType == typeof(double) => Convert<double>(row, column, value => (float)value),
        _ => row.GetGetter<float>(column),
    };

    private static ValueGetter<float> MakeKeyGetter<TKey>(DataViewRow row, DataViewSchema.Column column, ulong count)
        where TKey : IConvertible =>
        Convert<TKey>(row, column, key => key.ToUInt64(null) is > 0 and var value && value <= count ? value - 1 : float.NaN);

    private static ValueGetter<float> Convert<T>(DataViewRow row, DataViewSchema.Column column, Func<T, float> convert)
    {
        var getter = row.GetGetter<T>(column);
        T value = default;
        return (ref float label) =>
        {
            getter(ref value);
            label = convert(value);
        };
    }
}
