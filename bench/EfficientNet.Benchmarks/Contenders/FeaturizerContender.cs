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

    public FeaturizerContender(Workspace workspace, BenchedNetwork network, Precision precision = Precision.Single, ScoringOptions? scoring = null)
    {
        _photographs = workspace.ReadPhotographs();

        // A network whose calibration is not bundled is calibrated on what it is fitted to.
        IDataView rows = PhotographRows.View(_ml, _photographs, precision == Precision.Int8 ? _photographs.Length : 1);
        _transformer = Fit(_ml, workspace, network, rows, precision, scoring);
    }

    /// <summary>The fitted transform, which writes the column <c>Features</c>.</summary>
    public static ITransformer Fit(
        MLContext ml, Workspace workspace, BenchedNetwork network, IDataView rows, Precision precision = Precision.Single, ScoringOptions? scoring = null)
        => ml.Transforms
            .EfficientNetFeaturize(new EfficientNetFeaturizeOptions
            {
                Variant = network.Variant,
                WeightsFile = workspace.Weights(network),
                Precision = precision,
                Scoring = scoring ?? new ScoringOptions(),
            })
            .Fit(rows);

    public override void Run(int count)
        => PhotographRows.Read(_transformer.Transform(PhotographRows.View(_ml, _photographs, count)), "Features", count);

    public override void Dispose() => (_transformer as IDisposable)?.Dispose();
}
