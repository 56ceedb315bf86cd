using EfficientNet.Imaging;

namespace EfficientNet.Tests.Imaging.Resampling;

/// <summary>A picture's pixels in some order, perhaps transparent, to be turned somehow; and what is to be seen of it.</summary>
internal sealed record EncodedPicture(byte[] Pixels, int Width, int Height, PixelOrder Order, int Orientation, bool IsTransparent, DrawnPicture Turned)
{
    public static EncodedPicture Draw(Random random, int width, int height)
    {
        var order = (PixelOrder)random.Next(3);
        var orientation = random.Next(2) == 0 ? 1 : random.Next(10);
        var plain = DrawnPicture.Draw(width, height, random.Next());
        if (order == PixelOrder.Rgb)
        {
            return new EncodedPicture(plain.Pixels, width, height, order, orientation, false, Turn(plain, orientation));
        }

        // Half of the pictures are opaque; of the others, some have transparent pixels here and there, some everywhere.
        var transparency = Math.Pow(random.NextDouble(), 3) * random.Next(2);
        var isTransparent = false;
        var pixels = new byte[width * height * 4];
        for (var i = 0; i < width * height; i++)
        {
            var alpha = random.NextDouble() < transparency ? random.Next(256) : 255;
            isTransparent |= alpha < 255;
            pixels[(4 * i) + 3] = (byte)alpha;
            for (var channel = 0; channel < 3; channel++)
            {
                var multiplied = plain.Pixels[(3 * i) + channel] * alpha / 255;
                pixels[(4 * i) + (order == PixelOrder.Bgra ? 2 - channel : channel)] = (byte)multiplied;
                plain.Pixels[(3 * i) + channel] = (byte)(alpha == 0 ? 0 : Math.Min(255, Math.Floor((multiplied * 255.0 / alpha) + 0.5)));
            }
        }

        return new EncodedPicture(pixels, width, height, order, orientation, isTransparent, Turn(plain, orientation));
    }

    /// <summary>What EXIF's orientations mean, made of three simple movements.</summary>
    private static DrawnPicture Turn(DrawnPicture picture, int orientation) => orientation switch
    {
        2 => Mirror(picture),
        3 => Flip(Mirror(picture)),
        4 => Flip(picture),
        5 => Transpose(picture),
        6 => Mirror(Transpose(picture)),
        7 => Flip(Mirror(Transpose(picture))),
        8 => Flip(Transpose(picture)),
        _ => picture,
    };

    private static DrawnPicture Mirror(DrawnPicture picture) => Move(picture, picture.Width, picture.Height, (x, y) => (picture.Width - 1 - x, y));

    private static DrawnPicture Flip(DrawnPicture picture) => Move(picture, picture.Width, picture.Height, (x, y) => (x, picture.Height - 1 - y));

    private static DrawnPicture Transpose(DrawnPicture picture) => Move(picture, picture.Height, picture.Width, (x, y) => (y, x));

    private static DrawnPicture Move(DrawnPicture picture, int width, int height, Func<int, int, (int X, int Y)> from)
    {
        var result = new DrawnPicture(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                for (var channel = 0; channel < 3; channel++)
                {
                    var source = from(x, y);
                    result[x, y, channel] = picture[source.X, source.Y, channel];
                }
            }
        }

        return result;
    }
}
