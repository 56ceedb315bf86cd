using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.Offline.Tests;

internal static class Vectors
{
    /// <summary>The vectors of one column, row after row, through one cursor.</summary>
    public static List<T[]> ReadVectors<T>(this IDataView data, string column)
    {
        var result = new List<T[]>();
        using var cursor = data.GetRowCursor([data.Schema[column]]);
        var get = cursor.GetGetter<VBuffer<T>>(data.Schema[column]);
        VBuffer<T> value = default;
        while (cursor.MoveNext())
        {
            get(ref value);
            result.Add([.. value.DenseValues()]);
        }
        return result;
    }
}
