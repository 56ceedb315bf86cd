using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(MaximumEntropyModelParameters.LoaderName, typeof(MaximumEntropyModelParameters))]

namespace Microsoft.ML.Trainers;

// Scores are probabilities: the softmax of the linear scores.
public sealed class MaximumEntropyModelParameters : LinearMulticlassModelParametersBase
{
    internal const string LoaderName = "MultiClassLRExec";

    internal MaximumEntropyModelParameters(IHostEnvironment env, float[][] weights, float[] biases)
        : base(env, nameof(MaximumEntropyModelParameters), weights, biases)
    {
    }

    private MaximumEntropyModelParameters(IHostEnvironment env, ModelLoadContext ctx)
        : base(env, nameof(MaximumEntropyModelParameters), ctx)
    {
    }

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        ctx.SetLoader(LoaderName, typeof(MaximumEntropyModelParameters));
        SaveParameters(ctx);
    }

    private protected override void Calibrate(Span<float> scores)
    {
        // A score that is no number makes all of them none.
        TensorPrimitives.Subtract(scores, TensorPrimitives.Max<float>(scores), scores);
        TensorPrimitives.Exp(scores, scores);
        TensorPrimitives.Divide(scores, TensorPrimitives.Sum<float>(scores), scores);
    }
}
