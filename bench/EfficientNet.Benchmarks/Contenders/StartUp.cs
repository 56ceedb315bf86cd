using EfficientNet.Benchmarks.Material;
using EfficientNet.MLNet;
using Microsoft.ML;

namespace EfficientNet.Benchmarks.Contenders;

/// <summary>Ways of a new process to its first prediction.</summary>
internal static class StartUp
{
    public const string PlainSession = "plain-session";
    public const string PredictionEngine = "prediction-engine";
    public const string FastModel = "fast-model";

    private const string ModelFile = "start-up.zip";

    /// <summary>Saves the model that the ways load.</summary>
    public static void Prepare(Workspace workspace, BenchedNetwork network)
    {
        var ml = new MLContext(seed: 1);
        IDataView row = PhotographRows.View(ml, workspace.ReadPhotographs(), 1);
        ITransformer model = FeaturizerContender.Fit(ml, workspace, network, row);
        using (model as IDisposable)
        {
            ml.Model.Save(model, row.Schema, workspace.In(ModelFile));
        }
    }

    public static void Run(string way, Workspace workspace, BenchedNetwork network)
    {
        var ml = new MLContext(seed: 1);
        switch (way)
        {
            case PlainSession:
                using (var contender = new OnnxRuntimeContender(workspace, network, threads: 2, callers: 1))
                {
                    contender.Run(1);
                }

                break;
            case PredictionEngine:
                ITransformer model = ml.Model.Load(workspace.In(ModelFile), out _);
                using (PredictionEngine<PhotographRow, FeaturesRow> engine = ml.Model.CreatePredictionEngine<PhotographRow, FeaturesRow>(model))
                {
                    Check(engine.Predict(new PhotographRow { ImagePath = workspace.ReadPhotographs()[0] }).Features);
                }

                break;
            case FastModel:
                ITransformer fast = EfficientNetModel.Load(ml, workspace.In(ModelFile));
                using (fast as IDisposable)
                {
                    PhotographRows.Read(fast.Transform(PhotographRows.View(ml, workspace.ReadPhotographs(), 1)), "Features", 1);
                }

                break;
            default:
                throw new ArgumentException($"There is no start-up way '{way}'.");
        }
    }

    private static void Check(float[] features)
    {
        if (features.Length == 0 || !float.IsFinite(features[0]))
        {
            throw new InvalidOperationException("The first prediction holds no numbers.");
        }
    }

    private sealed class FeaturesRow
    {
        public float[] Features { get; set; } = [];
    }
}
