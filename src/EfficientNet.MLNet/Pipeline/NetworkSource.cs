using EfficientNet.Architecture;
using EfficientNet.Imaging;
using EfficientNet.Weights;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>The network that options ask for: its layers now, its weights when it is built.</summary>
internal sealed class NetworkSource
{
    private readonly Func<WeightsFile> _open;

    public NetworkSource(NetworkTransformOptions options)
    {
        PretrainedConfiguration? configuration = options.Weights is null ? null : PretrainedConfiguration.Parse(options.Weights);
        EfficientNetVariant variant = options.Variant ?? EfficientNetVariant.Parse(configuration?.Variant ?? BundledWeights.VariantName);
        if (configuration?.BatchNormEpsilon is { } epsilon)
        {
            variant = variant with { BatchNormEpsilon = epsilon };
        }

        Preprocessing = options.Preprocessing ?? configuration?.Preprocessing ?? TrainedPreprocessing.Of(variant);
        Configuration = options.WeightsFile is null ? configuration ?? PretrainedConfiguration.Lite0 : null;
        bool isBundled = configuration is null || configuration.Id == PretrainedConfiguration.Lite0.Id;
        _open = options.WeightsFile is not null ? () => WeightsFile.Open(options.WeightsFile, variant)
            : isBundled ? () => WeightsFile.From(BundledWeights.Open(), BundledWeights.VariantName, variant)
            : () => FromStore(options.Store, configuration!, variant);
        if (options.WeightsFile is null && !isBundled)
        {
            Network = variant.Expand(configuration!.ClassCount);
        }
        else
        {
            // As many classes as the weights have; a wrong file is found before any data is looked at.
            using WeightsFile weights = _open();
            Network = weights.Network;
        }
    }

    public Network Network { get; }

    /// <summary>What is known of the weights; null for a file of the user's own.</summary>
    public PretrainedConfiguration? Configuration { get; }

    public Preprocessing Preprocessing { get; }

    public WeightsFile Open() => _open();

    private static WeightsFile FromStore(WeightStoreOptions? options, PretrainedConfiguration configuration, EfficientNetVariant variant)
    {
        // Fitting is synchronous in ML.NET; on another thread, so that no synchronization context of the caller's is waited for.
        PretrainedWeights weights = Task.Run(() => new WeightStore(options).OpenAsync(configuration)).GetAwaiter().GetResult();
        return WeightsFile.From(weights.Tensors, weights.Path ?? configuration.Id, variant);
    }
}
