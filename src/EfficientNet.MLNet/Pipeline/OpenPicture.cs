using System.Buffers;
using EfficientNet.Imaging;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>A decoded picture, whose pixels can be read until it is disposed of.</summary>
internal readonly ref struct OpenPicture
{
    private readonly MLImage? _image;
    private readonly bool _ownsImage;
    private readonly byte[]? _rented;

    /// <summary>A picture over an image's own memory.</summary>
    /// <exception cref="InvalidOperationException">The image is disposed.</exception>
    public OpenPicture(MLImage image, int orientation, bool ownsImage)
    {
        Pixels = image.Pixels;
        Height = image.Height;
        Width = image.Width;
        Order = image.PixelFormat == MLPixelFormat.Bgra32 ? PixelOrder.Bgra : PixelOrder.Rgba;
        Orientation = orientation;
        _image = image;
        _ownsImage = ownsImage;
    }

    /// <summary>A picture in an array, of the shared pool or not.</summary>
    public OpenPicture(byte[] pixels, int height, int width, PixelOrder order, bool isRented = true)
    {
        Pixels = pixels.AsSpan(0, height * width * 4);
        Height = height;
        Width = width;
        Order = order;
        Orientation = 1;
        _rented = isRented ? pixels : null;
    }

    /// <summary>Four bytes a pixel, row by row, colours multiplied by alpha.</summary>
    public ReadOnlySpan<byte> Pixels { get; }

    public int Height { get; }

    public int Width { get; }

    public PixelOrder Order { get; }

    /// <summary>How the picture is to be turned, EXIF's value; 1: not at all.</summary>
    public int Orientation { get; }

    public void Dispose()
    {
        if (_ownsImage)
        {
            _image!.Dispose();
        }

        GC.KeepAlive(_image);
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }
    }
}
