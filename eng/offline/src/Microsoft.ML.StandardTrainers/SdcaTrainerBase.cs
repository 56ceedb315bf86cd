using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public abstract class SdcaTrainerBase<TOptions, TTransformer, TModel> : StochasticTrainerBase<TTransformer, TModel>
    where TOptions : SdcaTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    // Below, the dual hardly converges.
    private protected const float SmallestL2Regularization = 1e-9f;

    private protected readonly TOptions TrainerOptions;

    private protected SdcaTrainerBase(IHostEnvironment env, TOptions options, SchemaShape.Column label)
        : base(env.Register("SdcaTrainerBase"), FeatureVector(options.FeatureColumnName), label, OptionalWeight(options.ExampleWeightColumnName))
    {
        Host.CheckParam(options.L2Regularization is null or >= 0, nameof(options.L2Regularization), "L2 constant must be non-negative.");
        Host.CheckParam(options.L1Regularization is null or >= 0, nameof(options.L1Regularization), "L1 threshold must be non-negative.");
        Host.CheckParam(options.MaximumNumberOfIterations is null or > 0, nameof(options.MaximumNumberOfIterations), "Max number of iterations must be positive.");
        Host.CheckParam(
            options.ConvergenceTolerance is > 0 and <= 1, nameof(options.ConvergenceTolerance), "Convergence tolerance must be positive and no larger than 1.");
        Host.CheckParam(options.NumberOfThreads is null or > 0, nameof(options.NumberOfThreads), "The number of threads must be either null or a positive integer.");
        TrainerOptions = options;
    }

    public abstract class OptionsBase : TrainerInputBaseWithWeight
    {
        // Those left null follow from the data; see SdcaMulticlassTrainerBase.
        public float? L2Regularization;
        public float? L1Regularization;
        public int? MaximumNumberOfIterations;
        // Without effect here: one thread does the work.
        public int? NumberOfThreads;
        public float ConvergenceTolerance = 0.1f;
        public int? ConvergenceCheckFrequency;
        public bool Shuffle = true;

        private protected OptionsBase()
        {
        }
    }
}
