using System.Buffers;
using EfficientNet.Architecture;
using EfficientNet.Imaging;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>
/// Turns a row's picture, in whatever form, into the network's input: float, 3 x height x width, in a span of
/// <see cref="Length"/>. Decoding is left to ML.NET's <see cref="MLImage"/>, behind checks that it does not make. May be used by several threads at
/// once. What is wrong with a picture is thrown as <see cref="PictureException"/>, whatever the policy is.
/// </summary>
internal sealed class PictureReader(PictureSettings settings)
{
    // What an array holds at four bytes a pixel, which is what MLImage gives; the user's limit may be higher.
    private const long MostPixels = int.MaxValue / 4;

    /// <summary>How many numbers the network takes.</summary>
    public int Length { get; } = Network.InputChannels * settings.Preprocessing.Height * settings.Preprocessing.Width;

    /// <summary>What a picture without a file is called in errors.</summary>
    private string Name => $"a picture in the column '{settings.InputColumnName}'";

    /// <summary>Prepares the picture in a file, whose path may be relative to the settings' folder.</summary>
    public void PreparePath(string path, Span<float> prepared)
    {
        using OpenPicture picture = OpenPath(path);
        Prepare(picture, prepared);
    }

    /// <summary>Prepares the picture that a file's bytes hold.</summary>
    public void PrepareBytes(ReadOnlyMemory<byte> bytes, Span<float> prepared)
    {
        using OpenPicture picture = OpenBytes(bytes);
        Prepare(picture, prepared);
    }

    /// <summary>Prepares an image, which stays the caller's.</summary>
    public void PrepareImage(MLImage? image, Span<float> prepared)
    {
        using OpenPicture picture = OpenImage(image);
        Prepare(picture, prepared);
    }

    /// <summary>Prepares colours that were extracted from images of one size: alpha, R, G, B of each pixel, or nothing for no image.</summary>
    public void PrepareColors(ReadOnlySpan<byte> colors, Span<float> prepared)
    {
        using OpenPicture picture = OpenColors(colors);
        Prepare(picture, prepared);
    }

    /// <summary>Prepares a copy of an image's pixels: four bytes each, row by row, colours multiplied by alpha.</summary>
    public void PreparePixels(ReadOnlySpan<byte> pixels, int height, int width, PixelOrder order, Span<float> prepared)
        => settings.Preprocessing.Apply(pixels, height, width, order, prepared);

    /// <summary>The bytes of the file at a path.</summary>
    public FileBytes ReadPath(string path)
        => string.IsNullOrWhiteSpace(path)
            ? throw new PictureException(Name, PictureProblem.Unreadable, "the path is empty; expected the path of a picture file")
            : FileBytes.Read(FileOf(path));

    /// <summary>The file at a path, which may be relative to the settings' folder.</summary>
    public string FileOf(string path) => Path.Combine(settings.ImageFolder, path);

    public OpenPicture OpenPath(string path)
    {
        using FileBytes bytes = ReadPath(path);
        return OpenFile(bytes.Bytes, FileOf(path));
    }

    public OpenPicture OpenBytes(ReadOnlyMemory<byte> bytes) => OpenFile(bytes, Name);

    public OpenPicture OpenImage(MLImage? image)
    {
        if (image is null)
        {
            throw NoImage();
        }

        try
        {
            return new OpenPicture(image, orientation: 1, ownsImage: false);
        }
        catch (InvalidOperationException exception)
        {
            // What MLImage throws when it was disposed; it names no column.
            throw new PictureException(Name, PictureProblem.Unreadable,
                $"the image cannot be read ({exception.Message}); expected an MLImage that is not disposed before its row is read");
        }
    }

    public OpenPicture OpenColors(ReadOnlySpan<byte> colors)
    {
        if (colors.IsEmpty)
        {
            throw NoImage();
        }

        if (colors.Length != (long)settings.Height * settings.Width * 4)
        {
            throw new InvalidOperationException(
                $"The images of the column '{settings.InputColumnName}' have {colors.Length / 4} pixels, but had {settings.Height} x {settings.Width} (height x width) when the model was fitted. Fit it again.");
        }

        byte[] pixels = ArrayPool<byte>.Shared.Rent(colors.Length);
        for (int i = 0; i < colors.Length; i += 4)
        {
            colors.Slice(i + 1, 3).CopyTo(pixels.AsSpan(i));
            pixels[i + 3] = colors[i];
        }

        return new OpenPicture(pixels, settings.Height, settings.Width, PixelOrder.Rgba);
    }

    /// <summary>Prepares a picture that is open.</summary>
    public void Prepare(in OpenPicture picture, Span<float> prepared)
        => settings.Preprocessing.Apply(picture.Pixels, picture.Height, picture.Width, picture.Order, prepared, picture.Orientation);

    /// <summary>Decodes a file's bytes.</summary>
    public OpenPicture OpenFile(ReadOnlyMemory<byte> bytes, string name)
    {
        // MLImage allocates whatever a header claims and fills up what a cut file lacks, so both are looked for first.
        PictureHeader header = PictureInspector.Inspect(bytes, name, Math.Min(settings.MaximumPixels, MostPixels));
        MLImage image;
        try
        {
            DecoderRemains.Leave();
            image = MLImage.CreateFromStream(AsStream(bytes));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new PictureException(name, PictureProblem.Undecodable,
                $"the file looks like {header.Format} of {header.Width} x {header.Height} pixels, but cannot be decoded ({exception.Message}); save it anew from an image editor or leave it out");
        }

        return new OpenPicture(image, settings.ApplyExifOrientation ? header.Orientation : 1, ownsImage: true);
    }

    private static MemoryStream AsStream(ReadOnlyMemory<byte> bytes)
        => System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);

    private PictureException NoImage() => new(Name, PictureProblem.Unreadable, "there is no image in this row; expected an MLImage");
}
