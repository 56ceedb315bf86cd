using Microsoft.ML;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>What goes when a transform goes: the networks that its transformers hold, then the files they were read from.</summary>
internal sealed class ChainResources(IEnumerable<ITransformer> transformers, IEnumerable<TemporaryFile> files) : IDisposable
{
    private readonly IDisposable[] _resources = [.. transformers.OfType<IDisposable>(), .. files];

    public void Dispose()
    {
        foreach (IDisposable resource in _resources)
        {
            resource.Dispose();
        }
    }
}
