using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

public sealed class ImageGrayscalingEstimator : TrivialEstimator<ImageGrayscalingTransformer>
{
    internal ImageGrayscalingEstimator(IHostEnvironment env, string outputColumnName, string inputColumnName)
        : base(env.Register(nameof(ImageGrayscalingEstimator)), new ImageGrayscalingTransformer(env, outputColumnName, inputColumnName ?? outputColumnName))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema) => ImageColumns.Replace(Host, inputSchema, Transformer.ColumnPairs[0], column =>
        new SchemaShape.Column(Transformer.ColumnPairs[0].outputColumnName, column.Kind, column.ItemType, column.IsKey, column.Annotations));
}
