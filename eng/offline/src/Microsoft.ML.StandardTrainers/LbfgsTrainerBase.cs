using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public abstract class LbfgsTrainerBase<TOptions, TTransformer, TModel> : TrainerEstimatorBase<TTransformer, TModel>
    where TOptions : LbfgsTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private protected readonly TOptions TrainerOptions;

    private protected LbfgsTrainerBase(IHostEnvironment env, TOptions options, SchemaShape.Column label)
        : base(env.Register("LbfgsTrainerBase"), FeatureVector(options.FeatureColumnName), label, OptionalWeight(options.ExampleWeightColumnName))
    {
        Host.CheckParam(options.NumberOfThreads is null or > 0, nameof(options.NumberOfThreads), "Must be positive (or empty for default)");
        Host.CheckParam(options.L2Regularization >= 0, nameof(options.L2Regularization), "Must be non-negative");
        Host.CheckParam(options.L1Regularization >= 0, nameof(options.L1Regularization), "Must be non-negative");
        Host.CheckParam(options.OptimizationTolerance > 0, nameof(options.OptimizationTolerance), "Must be positive");
        Host.CheckParam(options.HistorySize > 0, nameof(options.HistorySize), "Must be positive");
        Host.CheckParam(options.MaximumNumberOfIterations > 0, nameof(options.MaximumNumberOfIterations), "Must be positive");
        TrainerOptions = options;
    }

    public override TrainerInfo Info { get; } = new(caching: true);

    public abstract class OptionsBase : TrainerInputBaseWithWeight
    {
        public float L2Regularization = 1;
        public float L1Regularization = 1;
        public float OptimizationTolerance = 1E-07f;
        public int HistorySize = 20;
        public int MaximumNumberOfIterations = int.MaxValue;
        public bool Quiet;
        public float InitialWeightsDiameter;
        // Without effect here: one thread does the work, and the result does not depend on it.
        public int? NumberOfThreads;
        // Without effect here: all vectors are dense.
        public bool DenseOptimizer;
        public bool EnforceNonNegativity;

        protected OptionsBase()
        {
        }
    }
}
