using EfficientNet.Benchmarks.Material;
using EfficientNet.MLNet;

namespace EfficientNet.Benchmarks.Contenders;

/// <summary>The contenders that are written in .NET, by the names under which a child process is told which one to be.</summary>
internal static class ContenderCatalog
{
    public const string Featurizer = "featurizer";
    public const string FeaturizerInt8 = "featurizer-int8";
    public const string OneRunAtOnce = "featurizer-one-run-at-once";
    public const string BatchesOfFour = "featurizer-batches-of-4";
    public const string StandardChain = "standard-chain";
    public const string Yardstick = "yardstick";
    public const string OneThread = "one-thread";
    public const string ConcurrentRuns = "concurrent-runs";
    public const string Decoding = "decoding";
    public const string Resampler = "resampler";
    public const string ResizeOperator = "resize-operator";
    public const string Preprocessor = "preprocessor";
    public const string HeadOfTwo = "head-of-2";
    public const string HeadOfTen = "head-of-10";

    public static Contender Create(string name, Workspace workspace, BenchedNetwork network) => name switch
    {
        Featurizer => new FeaturizerContender(workspace, network),
        FeaturizerInt8 => new FeaturizerContender(workspace, network, Precision.Int8),
        OneRunAtOnce => new FeaturizerContender(workspace, network, scoring: new ScoringOptions { ConcurrentRuns = 1 }),
        BatchesOfFour => new FeaturizerContender(workspace, network, scoring: new ScoringOptions { BatchSize = 4 }),
        StandardChain => new StandardChainContender(workspace, network),
        Yardstick => new OnnxRuntimeContender(workspace, network, threads: 2, callers: 1),
        OneThread => new OnnxRuntimeContender(workspace, network, threads: 1, callers: 1),
        ConcurrentRuns => new OnnxRuntimeContender(workspace, network, threads: 1, callers: 2),
        Decoding => new DecodingContender(workspace),
        Resampler => new ResamplerContender(network),
        ResizeOperator => new ResizeOperatorContender(network),
        Preprocessor => new PreprocessorContender(workspace, network),
        HeadOfTwo => new HeadTrainingContender(classes: 2),
        HeadOfTen => new HeadTrainingContender(classes: 10),
        _ => throw new ArgumentException($"There is no contender '{name}'."),
    };
}
