using Microsoft.ML.Data;
using Microsoft.ML.Numeric;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

// Multinomial logistic regression.
public sealed class LbfgsMaximumEntropyMulticlassTrainer
    : LbfgsTrainerBase<LbfgsMaximumEntropyMulticlassTrainer.Options, MulticlassPredictionTransformer<MaximumEntropyModelParameters>, MaximumEntropyModelParameters>
{
    internal LbfgsMaximumEntropyMulticlassTrainer(IHostEnvironment env, Options options)
        : base(env, options, KeyLabel(options.LabelColumnName))
    {
    }

    // Goes on from a model that was trained on as many features and classes.
    public MulticlassPredictionTransformer<MaximumEntropyModelParameters> Fit(IDataView trainData, MaximumEntropyModelParameters modelParameters) =>
        Train(trainData, modelParameters);

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) =>
        MulticlassOutput.Columns(inputSchema, LabelColumn.Name);

    private protected override MulticlassPredictionTransformer<MaximumEntropyModelParameters> MakeTransformer(
        MaximumEntropyModelParameters model, DataViewSchema trainSchema) =>
        new(Host, model, trainSchema, FeatureColumn.Name, LabelColumn.Name);

    private protected override MaximumEntropyModelParameters TrainModel(IChannel channel, IDataView data, MaximumEntropyModelParameters initial)
    {
        var rows = TrainingRows.Read(data, FeatureColumn.Name, LabelColumn.Name, WeightColumn.Name, out var skipped);
        Host.Check(rows.Count > 0, "No valid training instances found, all instances have missing features.");
        if (skipped > 0)
            channel.Warning($"Skipped {skipped} instances with missing features/label/weight during training");
        if (rows.ClassCount == 1)
            channel.Warning("Training resulted in a one class predictor");

        var objective = new SoftmaxObjective(rows, TrainerOptions.L2Regularization);
        var minimizer = new OrthantWiseMinimizer
        {
            FreeCount = objective.BiasCount,
            L1Weight = TrainerOptions.L1Regularization / rows.Count,
            HistorySize = TrainerOptions.HistorySize,
            EnforceNonNegativity = TrainerOptions.EnforceNonNegativity,
            // ML.NET's two optimizers, with and without an L1 weight, differ in whether they let biases be negative.
            FirstNonNegative = TrainerOptions.L1Regularization > 0 ? objective.BiasCount : 0,
        };
        var criterion = new MeanImprovement(TrainerOptions.OptimizationTolerance, TrainerOptions.MaximumNumberOfIterations);
        var (point, stalled) = minimizer.Minimize(objective.Evaluate, Start(objective, initial), criterion.IsDone);
        if (!TrainerOptions.Quiet)
        {
            if (stalled)
                channel.Warning("Premature convergence occurred. The OptimizationTolerance may be set too small.");
            if (TrainerOptions.L1Regularization > 0)
                channel.Info($"L1 regularization selected {objective.BiasCount + point.Skip(objective.BiasCount).Count(weight => weight != 0)} of {point.Length} weights.");
        }

        var biases = point.Take(rows.ClassCount).Select(bias => (float)bias).ToArray();
        var weights = point.Skip(rows.ClassCount).Select(weight => (float)weight).Chunk(rows.FeatureCount).ToArray();
        return new MaximumEntropyModelParameters(Host, weights, biases);
    }

    private double[] Start(SoftmaxObjective objective, MaximumEntropyModelParameters initial)
    {
        var start = new double[objective.ParameterCount];
        if (initial is not null)
        {
            var parameters = initial.Biases.Concat(initial.Weights.SelectMany(row => row)).Select(value => (double)value).ToArray();
            Host.Check(
                initial.Biases.Length == objective.BiasCount && parameters.Length == start.Length,
                "The initialization predictor has different number of classes or features than the training data.");
            return parameters;
        }

        if (TrainerOptions.InitialWeightsDiameter > 0)
        {
            for (var i = 0; i < start.Length; i++)
                start[i] = TrainerOptions.InitialWeightsDiameter * (Host.Rand.NextDouble() - 0.5);
        }
        return start;
    }

    public sealed class Options : OptionsBase
    {
    }
}
