using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// A column of a text file: its type, and the fields it is made from.
internal sealed class TextColumn
{
    // Without an end: to the end of the line, wherever that is.
    private readonly (int Min, int? End)[] _segments;

    private TextColumn(string name, DataViewType type, (int Min, int? End)[] segments)
    {
        Name = name;
        Type = type;
        _segments = segments;
    }

    public string Name { get; }

    public DataViewType Type { get; }

    public static TextColumn Bind(TextLoader.Column column, Func<int> fieldCount)
    {
        Contracts.CheckNonEmpty(column.Name, nameof(column.Name));
        Contracts.CheckParam(column.Source?.Length > 0, nameof(column.Source), "Must specify some source column indices");
        var segments = column.Source.Select(range => (range.Min, EndOf(range, fieldCount))).ToArray();
        var sorted = segments.OrderBy(segment => segment.Min).ToArray();
        for (var i = 1; i < sorted.Length; i++)
            Contracts.CheckParam(sorted[i - 1].Item2 <= sorted[i].Min, nameof(column.Source), $"Intervals specified for column '{column.Name}' overlap");

        var itemType = ColumnTypeExtensions.PrimitiveTypeFromKind(column.DataKind);
        if (column.KeyCount is { } key)
            itemType = key.Count is { } count ? new KeyDataViewType(itemType.RawType, count) : new KeyDataViewType(itemType.RawType, int.MaxValue);
        var size = segments.Sum(segment => segment.Item2 - segment.Min);
        DataViewType type = segments.Any(segment => segment.Item2 is null) ? new VectorDataViewType(itemType)
            : size > 1 || column.Source[0].ForceVector ? new VectorDataViewType(itemType, size.Value)
            : itemType;
        return new TextColumn(column.Name.Trim(), type, segments);
    }

    // The fields of a line that make the column, one after the other.
    public IEnumerable<int> FieldsOf(int fieldCount) =>
        _segments.SelectMany(segment => Enumerable.Range(segment.Min, Math.Max(0, (segment.End ?? fieldCount) - segment.Min)));

    // Fields of the header, for vectors of known size.
    public DataViewSchema.Annotations SlotNames(IReadOnlyList<string> header)
    {
        if (header is null || !Type.IsKnownSizeVector())
            return null;
        var names = FieldsOf(0).Select(field => (field < header.Count ? header[field] : "").Trim().AsMemory()).ToArray();
        if (names.All(name => name.IsEmpty))
            return null;
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddSlotNames(names.Length, (ref VBuffer<ReadOnlyMemory<char>> destination) =>
            VBuffer<ReadOnlyMemory<char>>.Copy(names, 0, ref destination, names.Length));
        return builder.ToAnnotations();
    }

    private static int? EndOf(TextLoader.Range range, Func<int> fieldCount)
    {
        if (range.Max is { } max)
            return max + 1;
        if (range.VariableEnd)
            return null;
        if (!range.AutoEnd)
            return range.Min + 1;
        var count = fieldCount();
        Contracts.CheckParam(count > 0, nameof(range.AutoEnd), "Can't determine the number of source columns without valid data");
        Contracts.CheckParam(range.Min < count, nameof(range.Min), $"Column #{range.Min} not found in the dataset (it only has {count} columns)");
        return count;
    }
}
