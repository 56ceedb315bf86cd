using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>A column that the user gets: its name, its type's kind, the temporary column it is copied from, and whether its slots are named.</summary>
internal sealed record PlannedColumn(string Name, string Temporary, PlannedType Type, bool HasSlotNames = false)
{
    /// <summary>The column as it is scored. The most probable label and its probability come out of the graph as vectors of one.</summary>
    public ScoredColumn ToScored() => new(Name, Temporary switch
    {
        TemporaryColumns.PredictedLabel => TemporaryColumns.TopLabel,
        TemporaryColumns.Probability => TemporaryColumns.TopProbability,
        _ => Temporary,
    }, Type);

    /// <summary>
    /// Adds the column to a schema's shape. ML.NET lets no outside class make a column's shape, so one of its own estimators does: a
    /// mapping that reads nothing and writes a column of this name and type.
    /// </summary>
    public SchemaShape AddTo(TransformsCatalog catalog, SchemaShape shape) => Type switch
    {
        PlannedType.Vector => Add<VectorValue>(catalog, shape),
        PlannedType.Number => Add<NumberValue>(catalog, shape),
        _ => Add<TextValue>(catalog, shape),
    };

    private SchemaShape Add<TValue>(TransformsCatalog catalog, SchemaShape shape)
        where TValue : class, new()
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(TValue));
        definition.Single().ColumnName = Name;
        if (HasSlotNames)
        {
            // As with the vector itself, a shape does not know how many names there are.
            definition.Single().AddAnnotation<VBuffer<ReadOnlyMemory<char>>>("SlotNames", new(1, [default]), new VectorDataViewType(TextDataViewType.Instance, 1));
        }

        return catalog.CustomMapping<EmptyRow, TValue>((_, _) => { }, contractName: null!, outputSchemaDefinition: definition).GetOutputSchema(shape);
    }

    internal sealed class VectorValue
    {
        // A shape knows that a vector's size is known, but not which it is.
        [VectorType(1)]
        public VBuffer<float> Value { get; set; }
    }

    internal sealed class NumberValue
    {
        public float Value { get; set; }
    }

    internal sealed class TextValue
    {
        public ReadOnlyMemory<char> Value { get; set; }
    }
}

internal enum PlannedType
{
    Vector,
    Number,
    Text,
}
