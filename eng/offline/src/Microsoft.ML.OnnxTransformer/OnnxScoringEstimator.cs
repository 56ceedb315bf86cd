using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Onnx;

public sealed class OnnxScoringEstimator : TrivialEstimator<OnnxTransformer>
{
    internal OnnxScoringEstimator(IHostEnvironment env, OnnxTransformer transformer)
        : base(env.Register(nameof(OnnxScoringEstimator)), transformer)
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(column => column.Name);
        foreach (var name in Transformer.Inputs)
        {
            var input = Transformer.Model.GetInput(name);
            OnnxTransformer.CheckUnknownDimensions(input);
            if (!inputSchema.TryFindColumn(name, out var column))
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", name);
            // A scalar input of the model fails here, as it does with the real one.
            var expected = ((VectorDataViewType)input.Type).ItemType;
            if (column.ItemType != expected)
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", name, expected.ToString(), column.ItemType.ToString());
        }
        foreach (var name in Transformer.Outputs)
        {
            var type = Transformer.Model.GetOutput(name).Type;
            var kind = type.IsKnownSizeVector() ? SchemaShape.Column.VectorKind.Vector : SchemaShape.Column.VectorKind.VariableVector;
            result[name] = new SchemaShape.Column(name, kind, type.GetItemType(), false);
        }
        return new SchemaShape(result.Values);
    }
}
