using EfficientNet.Architecture;
using EfficientNet.Weights.Namings;
using EfficientNet.Weights.Pickle;

namespace EfficientNet.Weights;

/// <summary>
/// A variant's weights from a file of any known kind, safetensors or PyTorch's own, under any known names: timm's, torchvision's or
/// EfficientNet-PyTorch's. Kind and names are recognised by the content. Here the tensors have timm's names, as graphs want them.
/// </summary>
public sealed class WeightsFile : ITensorSource, IDisposable
{
    private readonly ITensorSource _source;
    private readonly IReadOnlyDictionary<string, string> _names;
    private readonly Dictionary<string, TensorInfo> _tensors;

    private WeightsFile(ITensorSource source, string name, NamingMatch match)
    {
        _source = source;
        _names = match.Names;
        _tensors = match.Names.ToDictionary(
            pair => pair.Key, pair => source.Tensors[pair.Value] with { Name = pair.Key }, StringComparer.Ordinal);
        Name = name;
        Naming = match.Naming;
        Network = match.Network;
    }

    /// <summary>The file's path or name, as it was given.</summary>
    public string Name { get; }

    /// <summary>Whose names the tensors have in the file.</summary>
    public TensorNaming Naming { get; }

    /// <summary>The variant with as many classes as these weights tell apart; 0 if they have no classifier.</summary>
    public Network Network { get; }

    /// <summary>The tensors of <see cref="Network"/>, each of them and no others, by timm's names.</summary>
    public IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    /// <summary>Opens a file of weights, whose kind is seen from its first bytes. It stays open until <see cref="Dispose"/>.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="variant">The design that the weights are of. The classifier may have any number of outputs, or be absent.</param>
    /// <returns>The weights, ready to read from.</returns>
    /// <exception cref="WeightFileException">
    /// The file is of no known kind, malformed, cut off, or does not hold this variant's weights under any known names; then the
    /// message names the first tensor that differs, what was expected and what was found.
    /// </exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static WeightsFile Open(string path, EfficientNetVariant variant)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(variant);
        return From(OpenTensors(path), path, variant);
    }

    /// <summary>The same for tensors that are open already, from wherever they are.</summary>
    /// <param name="source">The tensors, under any known names. Disposed of together with the result, or if there is none, where it can be.</param>
    /// <param name="name">A name for messages.</param>
    /// <param name="variant">The design that the weights are of. The classifier may have any number of outputs, or be absent.</param>
    /// <returns>The weights, ready to read from.</returns>
    /// <exception cref="WeightFileException">The tensors are not this variant's weights under any known names; the message names the first that differs.</exception>
    public static WeightsFile From(ITensorSource source, string name, EfficientNetVariant variant)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(variant);
        try
        {
            return new WeightsFile(source, name, NamingMatch.Find(variant, source, name));
        }
        catch
        {
            (source as IDisposable)?.Dispose();
            throw;
        }
    }

    /// <summary>Copies a tensor's numbers, row-major, as single precision.</summary>
    /// <param name="name">A name in <see cref="Tensors"/>.</param>
    /// <param name="destination">Takes the numbers; exactly as long as <see cref="TensorInfo.Count"/>.</param>
    /// <exception cref="WeightFileException">No tensor has that name, or the file cannot give its numbers.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length than the tensor.</exception>
    /// <exception cref="ObjectDisposedException">The file has been disposed of.</exception>
    public void Read(string name, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(name);
        _source.Read(
            _names.GetValueOrDefault(name) ?? throw new WeightFileException(Name, name, $"there is no such tensor among the {_names.Count} of {Network.Variant.Name}"),
            destination);
    }

    /// <summary>Lets go of the file.</summary>
    public void Dispose() => (_source as IDisposable)?.Dispose();

    /// <summary>Opens a file of any known kind; its tensors have the names that they have there.</summary>
    internal static ITensorSource OpenTensors(string path) => IsPyTorch(path) ? PyTorchCheckpoint.Open(path) : SafetensorsFile.Open(path);

    /// <summary>
    /// A safetensors file begins with a length that four bytes hold, stored in eight, and a brace; its first bytes may be any, those of
    /// a zip archive or a pickle too.
    /// </summary>
    private static bool IsPyTorch(string path)
    {
        if (Directory.Exists(path))
        {
            throw new WeightFileException(path, null, "a file of weights was expected, but this is a folder");
        }

        Span<byte> start = stackalloc byte[9];
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if (start is [_, _, _, _, 0, 0, 0, 0, (byte)'{'])
        {
            return false;
        }

        return CheckpointContent.IsZip(start) || CheckpointContent.IsPickle(start)
            ? true
            : throw new WeightFileException(
                path, null, $"a safetensors file or a PyTorch checkpoint was expected, but it is {stream.Length} bytes that begin with '{Convert.ToHexString(start)}' (hexadecimal) as neither does; get it anew");
    }
}
