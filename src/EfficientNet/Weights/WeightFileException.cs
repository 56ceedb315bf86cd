namespace EfficientNet.Weights;

/// <summary>
/// A file of weights is not what it should be: damaged, malformed, or not made for the network it was given for.
/// The message names the file and, where one is to blame, the tensor.
/// </summary>
public sealed class WeightFileException : IOException
{
    /// <summary>Makes the exception from its parts; the message is put together from all of them.</summary>
    /// <param name="file">The file's name or path, or the name of the resource.</param>
    /// <param name="tensor">The name of the tensor to blame, or <see langword="null"/> if it is the file as a whole.</param>
    /// <param name="problem">What was expected and what was found, as a clause.</param>
    /// <param name="innerException">What caused it, if anything.</param>
    public WeightFileException(string file, string? tensor, string problem, Exception? innerException = null)
        : base(tensor is null ? $"{file}: {problem}" : $"{file}: tensor '{tensor}': {problem}", innerException)
    {
        File = file;
        Tensor = tensor;
    }

    /// <summary>The file's name or path, or the name of the resource.</summary>
    public string File { get; }

    /// <summary>The name of the tensor to blame, or <see langword="null"/> if it is the file as a whole.</summary>
    public string? Tensor { get; }
}
