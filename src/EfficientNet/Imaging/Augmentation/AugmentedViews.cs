using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EfficientNet.Imaging;

/// <summary>
/// Several augmented views of each picture, ready for the network. What is random in a view follows from the seed, the picture's content and the
/// view's number alone, so it is the same in every order, thread, process and machine. May be used by several threads at once.
/// </summary>
internal sealed class AugmentedViews
{
    private readonly PictureAugmentation[] _augmentations;
    private readonly string[] _identities;
    private readonly bool _setsFrame;
    private readonly int _seed;

    /// <summary>Makes views.</summary>
    /// <param name="augmentations">What is done to a picture, in this order.</param>
    /// <param name="count">The number of views of each picture, at least 0.</param>
    /// <param name="seed">Any number; another one makes other views.</param>
    /// <exception cref="ArgumentException">An augmentation is missing or names itself by no text.</exception>
    public AugmentedViews(IReadOnlyList<PictureAugmentation> augmentations, int count, int seed)
    {
        ArgumentNullException.ThrowIfNull(augmentations);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        _augmentations = [.. augmentations];
        _identities = new string[_augmentations.Length];
        for (var i = 0; i < _augmentations.Length; i++)
        {
            if (_augmentations[i] is null)
            {
                throw new ArgumentException($"Augmentation {i + 1} of {_augmentations.Length} is null; expected a {nameof(PictureAugmentation)}.", nameof(augmentations));
            }

            _identities[i] = IdentityOf(_augmentations[i]);
            _setsFrame |= _augmentations[i].SetsFrame;
        }

        Count = count;
        _seed = seed;
        Identity = Describe(_identities, count, seed);
    }

    /// <summary>The number of views of each picture.</summary>
    public int Count { get; }

    /// <summary>All that the views depend on beside the picture and the preprocessing, as text; different for different views. Part of a cache's key.</summary>
    public string Identity { get; }

    /// <summary>Prepares one view of a picture for the network.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="contentHash">What the picture is known by, such as the SHA-256 of its file; what is random follows from it.</param>
    /// <param name="view">The view's number, 0 to <see cref="Count"/> - 1.</param>
    /// <param name="preprocessing">How pictures are prepared. A view whose frame an augmentation sets is resized to the network's size as a whole.</param>
    /// <param name="destination">Takes 3 x height x width numbers, as <see cref="Preprocessing.Apply"/> says.</param>
    /// <exception cref="InvalidOperationException">An augmentation failed; the message names it.</exception>
    public void Prepare(RgbPicture picture, ReadOnlySpan<byte> contentHash, int view, Preprocessing preprocessing, Span<float> destination)
    {
        var result = Augment(picture, contentHash, view);
        var fitting = _setsFrame ? preprocessing with { CropMode = CropMode.Squash, CropFraction = 1 } : preprocessing;
        fitting.Apply(result.Pixels, result.Height, result.Width, PixelOrder.Rgb, destination);
    }

    /// <summary>One view of a picture, before it is prepared.</summary>
    public RgbPicture Augment(RgbPicture picture, ReadOnlySpan<byte> contentHash, int view)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(view);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(view, Count);
        var random = RandomOf(contentHash, view);
        for (var i = 0; i < _augmentations.Length; i++)
        {
            picture = Apply(i, picture, random, view);
        }

        return picture;
    }

    private RgbPicture Apply(int index, RgbPicture picture, Random random, int view)
    {
        RgbPicture? result;
        try
        {
            result = _augmentations[index].Apply(picture, random);
        }
        catch (Exception error) when (error is not (OutOfMemoryException or OperationCanceledException))
        {
            throw Failure($"threw {error.GetType().Name} ('{error.Message}')", error);
        }

        return result ?? throw Failure("returned null where a picture was expected", null);

        InvalidOperationException Failure(string problem, Exception? error) => new(
            $"The augmentation {_augmentations[index].GetType().Name} ({_identities[index]}), asked for view {view} of a picture of {picture.Width} x {picture.Height} pixels, "
            + $"{problem}; correct it or leave it out.",
            error);
    }

    private SeededRandom RandomOf(ReadOnlySpan<byte> contentHash, int view)
    {
        Span<byte> numbers = stackalloc byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(numbers, _seed);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[4..], view);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[8..], contentHash.Length);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(numbers);
        hash.AppendData(contentHash);
        Span<byte> seed = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(seed);
        return new SeededRandom(seed);
    }

    private static string IdentityOf(PictureAugmentation augmentation)
    {
        var type = augmentation.GetType();
        var identity = augmentation.Identity;
        return string.IsNullOrWhiteSpace(identity)
            ? throw new ArgumentException(
                $"The augmentation {type.Name} has no {nameof(PictureAugmentation.Identity)}; "
                + "expected a text that names its kind and all its parameters, for its features are cached under it.")
            : identity;
    }

    // Lengths stand before the texts, so that no two lists of identities make the same text. The number changes when the built-in augmentations do.
    private static string Describe(string[] identities, int count, int seed)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"views 1; count={count}; seed={seed}"));
        foreach (var identity in identities)
        {
            text.Append(CultureInfo.InvariantCulture, $"; {identity.Length}:{identity}");
        }

        return text.ToString();
    }
}
