using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// Reads rows of one schema into objects of the user's class.
internal sealed class RowReader<TRow>
    where TRow : class
{
    private readonly (RowBinding.Column Binding, DataViewSchema.Column Column)[] _columns;

    public RowReader(IHostEnvironment env, DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition definition = null)
    {
        RegisterOrMatch(schema, definition);
        var columns = new List<(RowBinding.Column, DataViewSchema.Column)>();
        foreach (var bound in RowBinding.Create(typeof(TRow), SchemaDefinition.Direction.Write, definition).Columns)
        {
            if (schema.GetColumnOrNull(bound.Name) is not { } column)
            {
                if (ignoreMissingColumns)
                    continue;
                throw env.ExceptSchemaMismatch(nameof(IDataView.Schema), "", bound.Name);
            }

            if (!IsCompatible(column.Type, bound))
            {
                throw env.Except($"Can't bind the IDataView column '{column.Name}' of type '{column.Type}' to field or property " +
                    $"'{bound.Member.Name}' of type '{MemberAccess.TypeOf(bound.Member).FullName}'.");
            }

            columns.Add((bound, column));
        }

        _columns = [.. columns];
    }

    // What is read; the rest of a data view may stay inactive.
    public IEnumerable<DataViewSchema.Column> Columns => _columns.Select(column => column.Column);

    // Fills an object with the row's current values.
    public Action<TRow> Bind(DataViewRow row)
    {
        var setters = _columns.Select(column => MemberAccess.MakeSetter<TRow>(column.Binding.Member, row, column.Column)).ToArray();
        return target =>
        {
            foreach (var setter in setters)
                setter(target);
        };
    }

    private static bool IsCompatible(DataViewType type, RowBinding.Column bound)
    {
        MemberAccess.GetItemType(bound.Member, out var isVector, out var itemType);
        return isVector == type is VectorDataViewType && type.GetItemType().RawType == itemType;
    }

    // A member of a type nobody registered gets a better message where the column it stands for is of another one.
    private static void RegisterOrMatch(DataViewSchema schema, SchemaDefinition definition)
    {
        if (definition is not null)
            return;
        foreach (var member in SchemaDefinition.MembersOf(typeof(TRow), SchemaDefinition.Direction.Write).Where(SchemaDefinition.IsColumn))
        {
            var type = MemberAccess.TypeOf(member);
            if (type.IsArray || type.IsGenericType || type == typeof(string) || ColumnTypeExtensions.PrimitiveTypeOrNull(type) is not null)
                continue;
            var name = ((ColumnNameAttribute)Attribute.GetCustomAttribute(member, typeof(ColumnNameAttribute)))?.Name ?? member.Name;
            if (schema.GetColumnOrNull(name) is { } column && column.Type.RawType != type)
            {
                throw Contracts.ExceptParam("actualType", $"The expected type '{column.Type.RawType}' does not match the type of the '{name}' member: " +
                    $"'{type}'. Please change the {name} member to '{column.Type.RawType}'");
            }
        }
    }
}
