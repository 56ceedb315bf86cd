using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public class ValueMappingEstimator : TrivialEstimator<ValueMappingTransformer>
{
    internal ValueMappingEstimator(IHostEnvironment env, ValueMap map, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(ValueMappingEstimator)), new ValueMappingTransformer(env, map, columns))
    {
    }

    public sealed override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        var columns = inputSchema.ToDictionary(column => column.Name);
        var type = Transformer.Map.ValueType;
        var annotations = SchemaShape.Create(Transformer.Map.ValueAnnotations.Schema);
        var kind = type is not VectorDataViewType vector ? SchemaShape.Column.VectorKind.Scalar
            : vector.Size > 0 ? SchemaShape.Column.VectorKind.Vector
            : SchemaShape.Column.VectorKind.VariableVector;
        DataViewType itemType = type is KeyDataViewType ? NumberDataViewType.UInt32 : type.GetItemType();
        foreach (var (output, input) in Transformer.ColumnPairs)
        {
            if (!inputSchema.TryFindColumn(input, out var source))
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", input);
            if (source.Kind != SchemaShape.Column.VectorKind.Scalar)
            {
                if (type is VectorDataViewType)
                    throw ValueMap.BothAreVectors(input);
                kind = source.Kind;
            }

            columns[output] = new SchemaShape.Column(output, kind, itemType, type is KeyDataViewType, annotations);
        }

        return new SchemaShape(columns.Values);
    }
}
