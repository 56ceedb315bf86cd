using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>What an input column holds.</summary>
internal enum InputKind
{
    Path,
    Bytes,
    Image,
    NormalizedPixels,
}

/// <summary>Tells a column's kind from its type, or says what was expected.</summary>
internal static class InputColumn
{
    private const string Expected =
        "a path (text), a file's bytes (vector of Byte), an image (MLImage), or normalized pixels (vector of Single of known size 3 x height x width)";

    /// <summary>The kind of the column, which must be there.</summary>
    public static InputKind KindOf(DataViewSchema schema, string name, string verb)
    {
        DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw Missing(name, verb, schema.Select(other => other.Name));
        InputKind? kind = column.Type is VectorDataViewType vector
            ? KindOfVector(vector.ItemType, vector.IsKnownSize)
            : KindOfScalar(column.Type);
        return kind ?? throw WrongType(name, verb, column.Type.ToString()!);
    }

    /// <summary>The same for a schema's shape, which knows no sizes.</summary>
    public static InputKind KindOf(SchemaShape shape, string name, string verb)
    {
        SchemaShape.Column[] columns = [.. shape.Where(other => other.Name == name)];
        if (columns.Length == 0)
        {
            throw Missing(name, verb, shape.Select(other => other.Name));
        }

        SchemaShape.Column column = columns[^1];
        InputKind? kind = column.IsKey ? null
            : column.Kind == SchemaShape.Column.VectorKind.Scalar ? KindOfScalar(column.ItemType)
            : KindOfVector(column.ItemType, column.Kind == SchemaShape.Column.VectorKind.Vector);
        return kind ?? throw WrongType(name, verb, $"{(column.IsKey ? "key of " : column.Kind == SchemaShape.Column.VectorKind.Scalar ? "" : "vector of ")}{column.ItemType}");
    }

    /// <summary>Height and width of a column of normalized pixels.</summary>
    public static (int Height, int Width) PixelSize(DataViewSchema.Column column, string verb)
    {
        var type = (VectorDataViewType)column.Type;
        if (type.Dimensions is [3, int height, int width])
        {
            return (height, width);
        }

        int side = (int)Math.Round(Math.Sqrt(type.Size / 3.0));
        if (type.Dimensions.Length == 1 && side > 0 && 3 * side * side == type.Size)
        {
            return (side, side);
        }

        throw new ArgumentException(
            $"{verb}: the column '{column.Name}' is a vector of Single of size {string.Join(" x ", type.Dimensions)}; normalized pixels must be 3 x height x width, channels first. "
            + "ExtractPixels gives them so unless interleavePixelColors is set.");
    }

    private static InputKind? KindOfScalar(DataViewType type) => type switch
    {
        TextDataViewType => InputKind.Path,
        ImageDataViewType => InputKind.Image,
        _ => null,
    };

    private static InputKind? KindOfVector(DataViewType itemType, bool knownSize)
        => itemType == NumberDataViewType.Byte ? InputKind.Bytes
            : itemType == NumberDataViewType.Single && knownSize ? InputKind.NormalizedPixels
            : null;

    private static ArgumentException Missing(string name, string verb, IEnumerable<string> names)
        => new($"{verb}: there is no input column '{name}'. The data has the columns: {string.Join(", ", names.Distinct(StringComparer.Ordinal))}.");

    private static ArgumentException WrongType(string name, string verb, string found)
        => new($"{verb}: the input column '{name}' is of type {found}; expected {Expected}.");
}
