using EfficientNet.Imaging;

namespace EfficientNet.Tests.Imaging;

/// <summary>
/// Preprocessing up to normalization as timm does it with Pillow, to the byte, written for clarity: two passes in fixed
/// point with 22 bits behind the point, rounded to bytes in between.
/// </summary>
internal static class PillowPreprocessing
{
    private const int FractionBits = 22;

    public static DrawnPicture Apply(Preprocessing preprocessing, DrawnPicture picture)
    {
        var geometry = PreprocessingGeometry.Of(preprocessing, picture.Height, picture.Width);
        var source = geometry.Source;
        var resized = Resize(Cut(picture, source.Left, source.Top, source.Width, source.Height, default), geometry.ResizedWidth, geometry.ResizedHeight, preprocessing.Interpolation);
        return Cut(resized, geometry.Left, geometry.Top, preprocessing.Width, preprocessing.Height, PreprocessingGeometry.BorderColor(preprocessing));
    }

    public static DrawnPicture Resize(DrawnPicture picture, int width, int height, Interpolation interpolation)
    {
        if (width != picture.Width)
        {
            picture = ResizeRows(picture, width, interpolation);
        }

        return height == picture.Height ? picture : Transpose(ResizeRows(Transpose(picture), height, interpolation));
    }

    private static DrawnPicture ResizeRows(DrawnPicture picture, int width, Interpolation interpolation)
    {
        var result = new DrawnPicture(width, picture.Height);
        for (var x = 0; x < width; x++)
        {
            var (first, weights) = Weights(picture.Width, width, x, interpolation);
            for (var y = 0; y < picture.Height; y++)
            {
                for (var channel = 0; channel < 3; channel++)
                {
                    var sum = 1 << (FractionBits - 1);
                    for (var i = 0; i < weights.Length; i++)
                    {
                        sum += weights[i] * picture[first + i, y, channel];
                    }

                    result[x, y, channel] = (byte)Math.Clamp(sum >> FractionBits, 0, 255);
                }
            }
        }

        return result;
    }

    private static (int First, int[] Weights) Weights(int from, int to, int x, Interpolation interpolation)
    {
        var scale = (double)from / to;
        var stretch = Math.Max(scale, 1);
        var support = interpolation switch { Interpolation.Bilinear => 1, Interpolation.Bicubic => 2, _ => 3 } * stretch;
        var center = (x + 0.5) * scale;
        var first = Math.Max((int)(center - support + 0.5), 0);
        var end = Math.Min((int)(center + support + 0.5), from);
        var inverse = 1 / stretch;
        var exact = Enumerable.Range(first, end - first).Select(i => Filter((i - center + 0.5) * inverse, interpolation)).ToArray();
        var sum = exact.Aggregate(0.0, (a, b) => a + b);
        return (first, exact.Select(weight => (int)Math.Round(weight / sum * (1 << FractionBits), MidpointRounding.AwayFromZero)).ToArray());
    }

    private static double Filter(double x, Interpolation interpolation)
    {
        const double a = -0.5;
        x = Math.Abs(x);
        if (interpolation == Interpolation.Bilinear)
        {
            return Math.Max(1 - x, 0);
        }

        if (interpolation == Interpolation.Lanczos)
        {
            return x < 3 ? Sinc(x) * Sinc(x / 3) : 0;
        }

        return x < 1 ? ((a + 2) * x - (a + 3)) * x * x + 1
            : x < 2 ? (((x - 5) * x + 8) * x - 4) * a
            : 0;
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    private static DrawnPicture Transpose(DrawnPicture picture) =>
        Fill(new DrawnPicture(picture.Height, picture.Width), (x, y, channel) => picture[y, x, channel]);

    private static DrawnPicture Cut(DrawnPicture picture, int left, int top, int width, int height, (int Red, int Green, int Blue) outside)
    {
        int[] color = [outside.Red, outside.Green, outside.Blue];
        return Fill(new DrawnPicture(width, height), (x, y, channel) =>
            x + left >= 0 && x + left < picture.Width && y + top >= 0 && y + top < picture.Height
                ? picture[x + left, y + top, channel]
                : (byte)color[channel]);
    }

    private static DrawnPicture Fill(DrawnPicture picture, Func<int, int, int, byte> value)
    {
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < picture.Width; x++)
            {
                for (var channel = 0; channel < 3; channel++)
                {
                    picture[x, y, channel] = value(x, y, channel);
                }
            }
        }

        return picture;
    }
}
