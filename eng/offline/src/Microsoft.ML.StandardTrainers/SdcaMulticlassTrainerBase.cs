using Microsoft.ML.Data;
using Microsoft.ML.Internal.Utilities;
using Microsoft.ML.Numeric;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public abstract class SdcaMulticlassTrainerBase<TModel>
    : SdcaTrainerBase<SdcaMulticlassTrainerBase<TModel>.MulticlassOptions, MulticlassPredictionTransformer<TModel>, TModel>
    where TModel : class
{
    private protected SdcaMulticlassTrainerBase(IHostEnvironment env, MulticlassOptions options)
        : base(env, options, KeyLabel(options.LabelColumnName))
    {
    }

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema) =>
        MulticlassOutput.Columns(inputSchema, LabelColumn.Name);

    private protected override MulticlassPredictionTransformer<TModel> MakeTransformer(TModel model, DataViewSchema trainSchema) =>
        new(Host, model, trainSchema, FeatureColumn.Name, LabelColumn.Name);

    private protected abstract TModel CreateModel(float[][] weights, float[] biases);

    private protected override TModel TrainModel(IChannel channel, IDataView data, TModel initial)
    {
        var rows = TrainingRows.Read(data, FeatureColumn.Name, LabelColumn.Name, WeightColumn.Name, out var skipped);
        if (skipped > 0)
            channel.Warning($"Skipped {skipped} instances with missing features/label during training");
        Host.Check(rows.Count > 0, "Training set has 0 instances, aborting training.");
        Host.CheckParam(rows.ClassCount >= 2, "numClasses", "Must be at least 2.");

        var best = Best(channel, rows);
        var weights = best.Select(row => row.Take(rows.FeatureCount).Select(weight => (float)weight).ToArray()).ToArray();
        return CreateModel(weights, best.Select(row => (float)row[^1]).ToArray());
    }

    // The weights of the pass with the lowest loss, those of the last where losses are never looked at.
    private double[][] Best(IChannel channel, TrainingRows rows)
    {
        var iterations = TrainerOptions.MaximumNumberOfIterations ?? Math.Max(1, 500000 / rows.Count) * 3;
        // What ML.NET found to serve ranking and quick convergence best.
        var l2 = TrainerOptions.L2Regularization ?? Math.Max(1e-6f, 20f / (Math.Max(2, iterations / 2) * (float)rows.Count));
        var l1 = TrainerOptions.L1Regularization ?? rows.FeatureCount switch { < 100 => 0, < 1000 => 0.25f, < 10000 => 0.5f, _ => 1 };
        channel.Info($"Training by dual coordinate ascent: L2 = {l2}, L1 threshold = {l1}, at most {iterations} iterations.");

        var ascent = new DualCoordinateAscent(rows, Math.Max(l2, SmallestL2Regularization), l1);
        var frequency = TrainerOptions.ConvergenceCheckFrequency ?? 1;
        var order = Enumerable.Range(0, rows.Count).ToArray();
        var lowest = double.PositiveInfinity;
        double[][] best = null;
        for (var iteration = 1; iteration <= iterations; iteration++)
        {
            ascent.Pass(TrainerOptions.Shuffle ? Utils.RandomPermutation(Host.Rand, rows.Count) : order);
            if (frequency <= 0 || iteration % frequency != 0)
                continue;
            var (primal, dual) = ascent.Losses();
            if (primal < lowest)
            {
                lowest = primal;
                best = ascent.Weights.Select(row => (double[])row.Clone()).ToArray();
            }
            if ((primal - dual) / primal < TrainerOptions.ConvergenceTolerance)
                break;
        }
        return best ?? ascent.Weights;
    }

    public class MulticlassOptions : OptionsBase
    {
    }
}
