using EfficientNet.Benchmarks.Material;
using EfficientNet.MLNet;
using Microsoft.ML;

namespace EfficientNet.Benchmarks.Contenders;

/// <summary>This library without a network: <c>EfficientNetPreprocess</c> over paths.</summary>
internal sealed class PreprocessorContender : Contender
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string[] _photographs;
    private readonly ITransformer _transformer;

    public PreprocessorContender(Workspace workspace, BenchedNetwork network)
    {
        _photographs = workspace.ReadPhotographs();
        _transformer = _ml.Transforms
            .EfficientNetPreprocess(new EfficientNetPreprocessOptions { Preprocessing = network.Preprocessing })
            .Fit(PhotographRows.View(_ml, _photographs, 1));
    }

    public override void Run(int count)
        => PhotographRows.Read(_transformer.Transform(PhotographRows.View(_ml, _photographs, count)), "Pixels", count);

    public override void Dispose() => (_transformer as IDisposable)?.Dispose();
}
