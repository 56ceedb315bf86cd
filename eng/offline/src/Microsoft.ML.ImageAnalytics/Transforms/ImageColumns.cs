using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

// What the transforms from an image share.
internal static class ImageColumns
{
    // The shape with one more column, after a check that there is an image to make it from.
    public static SchemaShape Replace(IHost host, SchemaShape inputSchema, (string Output, string Input) pair, Func<SchemaShape.Column, SchemaShape.Column> output)
    {
        host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(column => column.Name);
        if (!inputSchema.TryFindColumn(pair.Input, out var column))
            throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", pair.Input);
        if (column.ItemType is not ImageDataViewType || column.Kind != SchemaShape.Column.VectorKind.Scalar)
            throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", pair.Input, new ImageDataViewType().ToString(), column.GetTypeString());
        result[pair.Output] = output(column);
        return new SchemaShape(result.Values);
    }

    public static ImageDataViewType Check(IHost host, DataViewSchema.Column column) =>
        column.Type as ImageDataViewType ?? throw host.ExceptSchemaMismatch("inputSchema", "input", column.Name, "image", column.Type.ToString());
}
