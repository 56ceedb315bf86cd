using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public sealed partial class TextLoader : IDataLoader<IMultiStreamSource>
{
    private readonly Options _options;
    private readonly TextColumn[] _columns;
    private readonly DataViewSchema _schema;

    internal TextLoader(IHostEnvironment env, Options options, IMultiStreamSource dataSample = null)
    {
        _options = options ?? new Options();
        if (_options.Columns is not { Length: > 0 })
            throw env.ExceptParam(nameof(Options.Columns), "Columns must be given: this stand-in does not work them out from the file.");
        var sample = dataSample is { Count: > 0 } ? new TextLineReader(_options).ReadSample(dataSample) : null;
        _columns = _options.Columns.Select(column => TextColumn.Bind(column, () => _options.InputSize ?? sample?.FieldCount ?? 0)).ToArray();
        var builder = new DataViewSchema.Builder();
        foreach (var column in _columns)
            builder.AddColumn(column.Name, column.Type, column.SlotNames(sample?.Header));
        _schema = builder.ToSchema();
    }

    public DataViewSchema GetOutputSchema() => _schema;

    public IDataView Load(IMultiStreamSource source)
    {
        Contracts.CheckValue(source, nameof(source));
        return new TextDataView(source, _options, _columns, _schema);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException("This stand-in does not save text loaders.");

    // Columns as the members of a class and their LoadColumn attributes say.
    internal static Column[] ColumnsOf(Type userType)
    {
        var members = SchemaDefinition.MembersOf(userType, SchemaDefinition.Direction.Read).ToArray();
        if (members.Length == 0)
            throw Contracts.ExceptParam("TInput", "Should define at least one public, readable field or property in TInput.");
        return members.Select(member =>
        {
            var kind = member is FieldInfo ? "Field" : "Property";
            var sources = member.GetCustomAttribute<LoadColumnAttribute>()?.Sources
                ?? throw Contracts.Except($"{kind} '{member.Name}' is missing the {nameof(LoadColumnAttribute)} attribute");
            var type = MemberAccess.TypeOf(member);
            var itemType = ColumnTypeExtensions.PrimitiveTypeOrNull(type.IsArray ? type.GetElementType() : type);
            if (itemType is null || ColumnTypeExtensions.KindOrNull(itemType) is not { } dataKind)
                throw Contracts.Except($"{kind} {member.Name} is of unsupported type.");
            var name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
            return new Column(name, dataKind, sources, member.GetCustomAttribute<KeyTypeAttribute>()?.KeyCount);
        }).ToArray();
    }

    public sealed class Column
    {
        public string Name;
        public Range[] Source;
        public KeyCount KeyCount;

        public Column()
        {
        }

        public Column(string name, DataKind dataKind, int index)
            : this(name, dataKind, [new Range(index)])
        {
        }

        public Column(string name, DataKind dataKind, int minIndex, int maxIndex)
            : this(name, dataKind, [new Range(minIndex, maxIndex)])
        {
        }

        public Column(string name, DataKind dataKind, Range[] source, KeyCount keyCount = null)
        {
            Contracts.CheckValue(name, nameof(name));
            Contracts.CheckValue(source, nameof(source));
            Name = name;
            DataKind = dataKind;
            Source = source;
            KeyCount = keyCount;
        }

        public DataKind DataKind { get; set; } = DataKind.Single;
    }

    public sealed class Range
    {
        public int Min;
        public int? Max;
        public bool AutoEnd;
        public bool VariableEnd;
        public bool ForceVector;

        public Range()
        {
        }

        public Range(int index)
        {
            Contracts.CheckParam(index >= 0, nameof(index), "Must be non-negative");
            Min = index;
            Max = index;
        }

        public Range(int min, int? max)
        {
            Contracts.CheckParam(min >= 0, nameof(min), "Must be non-negative");
            Contracts.CheckParam(!(max < min), nameof(max), "If specified, must be greater than or equal to min");
            Min = min;
            Max = max;
            ForceVector = true;
            AutoEnd = max is null;
        }
    }

    public class Options
    {
        public bool AllowQuoting;
        public bool AllowSparse;
        public int? InputSize;
        public char[] Separators = ['\t'];
        public char DecimalMarker = '.';
        public Column[] Columns;
        public bool TrimWhitespace;
        public bool HasHeader;
        public bool UseThreads = true;
        public bool ReadMultilines;
        public long? MaxRows;
        public char EscapeChar = '"';
        public bool MissingRealsAsNaNs;
    }
}
