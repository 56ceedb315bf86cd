namespace EfficientNet.Weights;

/// <summary>Trained weights, opened: what they are, where they lie, and their tensors.</summary>
public sealed class PretrainedWeights : IDisposable
{
    private readonly SafetensorsFile _file;

    internal PretrainedWeights(PretrainedConfiguration? configuration, string? path, SafetensorsFile file)
    {
        Configuration = configuration;
        Path = path;
        _file = file;
    }

    /// <summary>What is known of the weights; null for a file whose name is no known id.</summary>
    public PretrainedConfiguration? Configuration { get; }

    /// <summary>The file's path; null for bundled weights.</summary>
    public string? Path { get; }

    /// <summary>The tensors, read in place until <see cref="Dispose"/>.</summary>
    public ITensorSource Tensors => _file;

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();
}
