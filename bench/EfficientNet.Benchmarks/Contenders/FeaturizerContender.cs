using EfficientNet.Benchmarks.Material;
using EfficientNet.MLNet;
using Microsoft.ML;

namespace EfficientNet.Benchmarks.Contenders;

/// <summary>This library: <c>EfficientNetFeaturize</c> over paths.</summary>
internal sealed class FeaturizerContender : Contender
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string[] _photographs;
    private readonly ITransformer _transformer;

    public FeaturizerContender(Workspace workspace, BenchedNetwork network, ScoringOptions? scoring = null)
    {
        _photographs = workspace.ReadPhotographs();
        _transformer = Fit(_ml, workspace, network, PhotographRows.View(_ml, _photographs, 1), scoring);
    }

    /// <summary>The fitted transform, which writes the column <c>Features</c>.</summary>
    public static ITransformer Fit(MLContext ml, Workspace workspace, BenchedNetwork network, IDataView rows, ScoringOptions? scoring = null)
        => ml.Transforms
            .EfficientNetFeaturize(new EfficientNetFeaturizeOptions
            {
                Variant = network.Variant,
                WeightsFile = workspace.Weights(network),
                Scoring = scoring ?? new ScoringOptions(),
            })
            .Fit(rows);

    public override void Run(int count)
        => PhotographRows.Read(_transformer.Transform(PhotographRows.View(_ml, _photographs, count)), "Features", count);

    public override void Dispose() => (_transformer as IDisposable)?.Dispose();
}
