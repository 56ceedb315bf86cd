using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public sealed class SdcaMaximumEntropyMulticlassTrainer : SdcaMulticlassTrainerBase<MaximumEntropyModelParameters>
{
    internal SdcaMaximumEntropyMulticlassTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    private protected override MaximumEntropyModelParameters CreateModel(float[][] weights, float[] biases) => new(Host, weights, biases);

    public sealed class Options : MulticlassOptions
    {
    }
}
