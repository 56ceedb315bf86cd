using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

internal static class MappedShape
{
    // The shape with the target's columns added, where it has the source's.
    public static SchemaShape Of(IHost host, SchemaShape inputSchema, RowBinding source, RowBinding target)
    {
        var columns = inputSchema.ToDictionary(column => column.Name);
        foreach (var wanted in source.Columns)
        {
            if (!columns.TryGetValue(wanted.Name, out var found))
                throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", wanted.Name);
            if (!Fits(wanted.Type, found))
                throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", wanted.Name, wanted.Type.ToString(), found.GetTypeString());
        }

        foreach (var added in SchemaShape.Create(target.Schema))
            columns[added.Name] = added;
        return new SchemaShape(columns.Values);
    }

    // Where a vector of any size is wanted, one of a known size will do. Item types are compared as objects, as ML.NET does:
    // types that are not singletons never fit, images among them.
    private static bool Fits(DataViewType wanted, SchemaShape.Column found)
    {
        SchemaShape.GetColumnTypeShape(wanted, out var kind, out var itemType, out var isKey);
        return ReferenceEquals(itemType, found.ItemType) && isKey == found.IsKey
            && (kind == found.Kind || kind == SchemaShape.Column.VectorKind.VariableVector && found.Kind == SchemaShape.Column.VectorKind.Vector);
    }
}
