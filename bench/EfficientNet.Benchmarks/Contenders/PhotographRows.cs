using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.Benchmarks.Contenders;

/// <summary>Data views of photographs' paths, and the one way in which all columns of numbers are read.</summary>
internal static class PhotographRows
{
    /// <summary>A view of so many rows, which repeats the photographs.</summary>
    public static IDataView View(MLContext ml, IReadOnlyList<string> photographs, int rows)
        => ml.Data.LoadFromEnumerable(Enumerable.Range(0, rows).Select(row => new PhotographRow { ImagePath = photographs[row % photographs.Count] }));

    /// <summary>Reads a column of vectors by one cursor to its end, and fails if rows are missing or hold something else than numbers.</summary>
    public static void Read(IDataView view, string columnName, int rows)
    {
        DataViewSchema.Column column = view.Schema[columnName];
        using DataViewRowCursor cursor = view.GetRowCursor([column]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> values = default;
        int read = 0;
        while (cursor.MoveNext())
        {
            getter(ref values);
            if (values.Length == 0 || !float.IsFinite(values.GetItemOrDefault(0)))
            {
                throw new InvalidOperationException($"Row {read} of column '{columnName}' holds no numbers.");
            }

            read++;
        }

        if (read != rows)
        {
            throw new InvalidOperationException($"Expected {rows} rows of column '{columnName}', read {read}.");
        }
    }
}
