using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// The members of a class that are columns, with the types their columns have.
internal sealed class RowBinding
{
    private RowBinding(IReadOnlyList<Column> columns)
    {
        Columns = columns;
        var builder = new DataViewSchema.Builder();
        foreach (var column in columns)
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        Schema = builder.ToSchema();
    }

    public IReadOnlyList<Column> Columns { get; }

    public DataViewSchema Schema { get; }

    public static RowBinding Create(Type userType, SchemaDefinition.Direction direction, SchemaDefinition definition = null) =>
        new((definition ?? SchemaDefinition.Create(userType, direction)).Select(column => Bind(userType, column)).Where(column => column is not null).ToArray());

    private static Column Bind(Type userType, SchemaDefinition.Column column)
    {
        MemberInfo member = userType.GetField(column.MemberName);
        member ??= userType.GetProperty(column.MemberName)
            ?? throw Contracts.ExceptParam("userSchemaDefinition", $"No field or property with name '{column.MemberName}' found in type '{userType.FullName}'");
        if (MemberAccess.TypeOf(member) == typeof(IChannel))
            return null;

        MemberAccess.GetItemType(member, out var isVector, out var rawType);
        var name = string.IsNullOrEmpty(column.ColumnName) ? column.MemberName : column.ColumnName;
        var type = column.ColumnType;
        if (type is null)
        {
            var itemType = ColumnTypeExtensions.PrimitiveTypeFromType(rawType);
            type = isVector ? new VectorDataViewType(itemType) : itemType;
        }

        if (isVector != type is VectorDataViewType)
        {
            throw Contracts.ExceptParam("userSchemaDefinition",
                $"Column '{name}' is supposed to be {(isVector ? "scalar" : "vector")}, but type of associated field '{column.MemberName}' is {(isVector ? "vector" : "scalar")}");
        }

        if (type.GetItemType().RawType != rawType)
        {
            throw Contracts.ExceptParam("userSchemaDefinition",
                $"Column '{name}' is supposed to have item type {type.GetItemType().RawType}, but associated field has type {rawType}");
        }

        return new Column(name, type, member, column.Annotations);
    }

    internal sealed record Column(string Name, DataViewType Type, MemberInfo Member, DataViewSchema.Annotations Annotations);
}
