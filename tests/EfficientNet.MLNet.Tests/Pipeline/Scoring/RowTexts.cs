using System.Globalization;
using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Tests.Pipeline.Scoring;

/// <summary>Rows of any columns as texts, to compare: numbers by their bits, vectors by all of their items, and the rows' ids.</summary>
internal static class RowTexts
{
    public static string[] Of(IDataView view, params string[] columns) => Of(view, random: null, columns);

    public static string[] Of(IDataView view, Random? random, params string[] columns)
    {
        using DataViewRowCursor cursor = view.GetRowCursor(Select(view, columns), random);
        return Of(cursor);
    }

    /// <summary>The visible columns of these names, or all.</summary>
    public static DataViewSchema.Column[] Select(IDataView view, string[] columns)
        => [.. view.Schema.Where(column => columns.Length == 0 || (!column.IsHidden && columns.Contains(column.Name)))];

    public static string[] Of(DataViewRowCursor cursor)
    {
        Func<string> row = Reader(cursor);
        var rows = new List<string>();
        while (cursor.MoveNext())
        {
            rows.Add(row());
        }

        return [.. rows];
    }

    /// <summary>Reads the row that a cursor is at.</summary>
    public static Func<string> Reader(DataViewRow cursor)
    {
        (string Name, Func<string> Read)[] columns = [.. cursor.Schema.Where(cursor.IsColumnActive).Select(column => (column.Name, Reader(cursor, column)))];
        ValueGetter<DataViewRowId> id = cursor.GetIdGetter();
        return () =>
        {
            DataViewRowId rowId = default;
            id(ref rowId);
            return $"{cursor.Position} {rowId} {string.Join(", ", columns.Select(column => $"{column.Name} = {column.Read()}"))}";
        };
    }

    private static Func<string> Reader(DataViewRow row, DataViewSchema.Column column)
    {
        bool isVector = column.Type is VectorDataViewType;
        return (Func<string>)typeof(RowTexts).GetMethod(isVector ? nameof(Vector) : nameof(Scalar), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(isVector ? ((VectorDataViewType)column.Type).ItemType.RawType : column.Type.RawType)
            .Invoke(null, [row, column])!;
    }

    private static Func<string> Scalar<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return Text(value);
        };
    }

    private static Func<string> Vector<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> value = default;
        return () =>
        {
            getter(ref value);
            return $"{value.Length} {(value.IsDense ? "dense" : "sparse")} [{string.Join(' ', value.Items().Select(item => $"{item.Key}:{Text(item.Value)}"))}]";
        };
    }

    private static string Text<T>(T value) => value switch
    {
        float number => BitConverter.SingleToUInt32Bits(number).ToString("x8", CultureInfo.InvariantCulture),
        double number => BitConverter.DoubleToUInt64Bits(number).ToString("x16", CultureInfo.InvariantCulture),
        DateTime time => time.Ticks.ToString(CultureInfo.InvariantCulture),
        DateTimeOffset time => $"{time.Ticks} {time.Offset}",
        MLImage image => $"{image.Width} x {image.Height} {image.PixelFormat} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(image.Pixels))}",
        _ => value?.ToString() ?? "null",
    };
}
