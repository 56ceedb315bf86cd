using Microsoft.ML;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>How many rows there are.</summary>
internal static class RowCount
{
    /// <summary>What the data say; if they do not know, their rows are counted without being read.</summary>
    public static long Of(IDataView data)
    {
        if (data.GetRowCount() is { } known)
        {
            return known;
        }

        using DataViewRowCursor cursor = data.GetRowCursor([]);
        long rows = 0;
        while (cursor.MoveNext())
        {
            rows++;
        }

        return rows;
    }
}
