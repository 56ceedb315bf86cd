namespace EfficientNet.Weights;

/// <summary>Trained weights, opened: what they are, where they lie, and their tensors.</summary>
public sealed class PretrainedWeights : IDisposable
{
    internal PretrainedWeights(PretrainedConfiguration? configuration, string? path, ITensorSource tensors)
    {
        Configuration = configuration;
        Path = path;
        Tensors = tensors;
    }

    /// <summary>What is known of the weights; null for a file whose name is no known id.</summary>
    public PretrainedConfiguration? Configuration { get; }

    /// <summary>The file's path; null for bundled weights.</summary>
    public string? Path { get; }

    /// <summary>
    /// The tensors, read in place until <see cref="Dispose"/>, under the names that they have in the file: timm's, if they come from the
    /// hub. <see cref="WeightsFile.From"/> finds timm's names for others.
    /// </summary>
    public ITensorSource Tensors { get; }

    /// <summary>Closes the file.</summary>
    public void Dispose() => (Tensors as IDisposable)?.Dispose();
}
