using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public sealed class SchemaDefinition : List<SchemaDefinition.Column>
{
    private SchemaDefinition()
    {
    }

    public Column this[string columnName]
    {
        get => Find(column => column.ColumnName == columnName);
        set
        {
            Contracts.CheckValue(value, nameof(value));
            Contracts.CheckParam(value.ColumnName == columnName, nameof(columnName),
                $"The column name is specified as '{value.ColumnName}' but must match the selector '{columnName}'.");
            var index = FindIndex(column => column.ColumnName == columnName);
            if (index >= 0)
                this[index] = value;
            else
                Add(value);
        }
    }

    public static SchemaDefinition Create(Type userType, Direction direction = Direction.Both)
    {
        Contracts.CheckValue(userType, nameof(userType));
        var definition = new SchemaDefinition();
        var names = new HashSet<string>();
        foreach (var member in MembersOf(userType, direction).Where(IsColumn))
        {
            RegisterTypeOf(member);
            var name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
            if (!names.Add(name))
                throw Contracts.ExceptParam(nameof(userType), $"Duplicate column name '{name}' detected, this is disallowed");
            definition.Add(new Column(member.Name, ColumnTypeOf(member), name));
        }

        return definition;
    }

    // Fields, then the properties that can be read or set, as the direction asks.
    internal static IEnumerable<MemberInfo> MembersOf(Type userType, Direction direction)
    {
        const BindingFlags instance = BindingFlags.Public | BindingFlags.Instance;
        var properties = userType.GetProperties(instance).Where(property =>
            property.GetIndexParameters().Length == 0 &&
            (direction.HasFlag(Direction.Read) && property.GetGetMethod() is not null
                || direction.HasFlag(Direction.Write) && property.GetSetMethod() is not null));
        return userType.GetFields(instance).Concat<MemberInfo>(properties);
    }

    internal static bool IsColumn(MemberInfo member) =>
        MemberAccess.TypeOf(member) != typeof(IChannel) && member.GetCustomAttribute<NoColumnAttribute>() is null;

    private static void RegisterTypeOf(MemberInfo member)
    {
        var attributes = member.GetCustomAttributes<DataViewTypeAttribute>().ToArray();
        if (attributes.Length > 1)
        {
            throw Contracts.ExceptParam("userType",
                $"Member {member.Name} cannot be marked with multiple attributes, {string.Join<Attribute>(", ", attributes)}, derived from {typeof(DataViewTypeAttribute)}.");
        }

        attributes.SingleOrDefault()?.Register();
    }

    private static DataViewType ColumnTypeOf(MemberInfo member)
    {
        MemberAccess.GetItemType(member, out var isVector, out var rawType);
        var attributes = member.GetCustomAttributes();
        if (DataViewTypeManager.Knows(rawType, attributes))
            return DataViewTypeManager.GetDataViewType(rawType, attributes);

        PrimitiveDataViewType itemType;
        if (member.GetCustomAttribute<KeyTypeAttribute>() is { } key)
        {
            if (!KeyDataViewType.IsValidDataType(rawType))
            {
                throw Contracts.ExceptParam("userType",
                    $"Member {member.Name} marked with KeyType attribute, but does not appear to be a valid kind of data for a key type");
            }

            itemType = new KeyDataViewType(rawType, key.KeyCount.Count.GetValueOrDefault());
        }
        else
        {
            itemType = ColumnTypeExtensions.PrimitiveTypeFromType(rawType);
        }

        var vector = member.GetCustomAttribute<VectorTypeAttribute>();
        if (!isVector)
        {
            return vector is null ? itemType : throw Contracts.ExceptParam("userType",
                $"Member {member.Name} marked with {nameof(VectorTypeAttribute)}, but does not appear to be a vector type");
        }

        return vector?.Dimensions is { Length: > 0 } dimensions ? new VectorDataViewType(itemType, dimensions) : new VectorDataViewType(itemType);
    }

    [Flags]
    public enum Direction
    {
        Read = 1,
        Write = 2,
        Both = Read | Write,
    }

    public sealed class Column
    {
        private readonly Dictionary<string, (DataViewType Type, Delegate Getter)> _annotations = [];

        internal Column(string memberName, DataViewType columnType, string columnName)
        {
            MemberName = memberName;
            ColumnType = columnType;
            ColumnName = columnName;
        }

        public string MemberName { get; }

        public string ColumnName { get; set; }

        public DataViewType ColumnType { get; set; }

        public DataViewSchema.Annotations Annotations
        {
            get
            {
                var builder = new DataViewSchema.Annotations.Builder();
                foreach (var (kind, (type, getter)) in _annotations)
                    builder.Add(kind, type, getter);
                return builder.ToAnnotations();
            }
        }

        public void AddAnnotation<T>(string kind, T value, DataViewType annotationType)
        {
            Contracts.CheckValue(kind, nameof(kind));
            Contracts.CheckValue(annotationType, nameof(annotationType));
            if (!_annotations.TryAdd(kind, (annotationType, MemberAccess.MakeConstantGetter(value, annotationType))))
                throw Contracts.Except("Column already contains an annotation of this kind.");
        }

        internal void CopyAnnotations(DataViewSchema.Annotations annotations)
        {
            foreach (var column in annotations.Schema)
                _annotations[column.Name] = (column.Type, annotations.GetGetterAsDelegate(column));
        }
    }
}
