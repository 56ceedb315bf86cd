namespace EfficientNet.Explanation;

/// <summary>
/// Colours from cold to hot: dark violet, red, orange, light yellow. Each step of the scale looks as large as any other, and each
/// colour is lighter than the one before, so that the order shows in grey, too. Made in OKLab, where distances are
/// those that people see (B. Ottosson, "A perceptual color space for image processing", 2020), along a line of growing lightness and hue.
/// </summary>
internal static class HeatColors
{
    /// <summary>How many colours there are.</summary>
    public const int Count = 256;

    private const double DarkestLightness = 0.30;
    private const double LightestLightness = 0.95;
    private const double FirstHue = 300;
    private const double LastHue = 460;
    private const double LargestChroma = 0.2;

    /// <summary>How finely the line is measured before it is cut into equal steps.</summary>
    private const int Samples = 4096;

    private static readonly byte[] _table = Make();

    /// <summary>Red, green, blue of each colour, the coldest first.</summary>
    public static ReadOnlySpan<byte> Table => _table;

    private static byte[] Make()
    {
        var line = Enumerable.Range(0, Samples + 1).Select(index => PointOf((double)index / Samples)).ToArray();
        var lengths = new double[line.Length];
        for (var i = 1; i < line.Length; i++)
        {
            lengths[i] = lengths[i - 1] + line[i].DistanceTo(line[i - 1]);
        }

        var table = new byte[Count * 3];
        for (int color = 0, sample = 0; color < Count; color++)
        {
            var wanted = lengths[^1] * color / (Count - 1);
            while (sample < Samples && lengths[sample] < wanted)
            {
                sample++;
            }

            var (red, green, blue) = line[sample].ToLinear();
            (table[color * 3], table[(color * 3) + 1], table[(color * 3) + 2]) = (Encode(red), Encode(green), Encode(blue));
        }

        return table;
    }

    /// <summary>A point of the line, as colourful as screens can show it there, but not more than anywhere else on it.</summary>
    private static Lab PointOf(double share)
    {
        var lightness = DarkestLightness + (share * (LightestLightness - DarkestLightness));
        var hue = (FirstHue + (share * (LastHue - FirstHue))) * Math.PI / 180;
        var (low, high) = (0.0, LargestChroma);
        for (var i = 0; i < 40; i++)
        {
            var chroma = (low + high) / 2;
            (low, high) = At(chroma).CanBeShown ? (chroma, high) : (low, chroma);
        }

        return At(low);

        Lab At(double chroma) => new(lightness, chroma * Math.Cos(hue), chroma * Math.Sin(hue));
    }

    /// <summary>Linear light as sRGB stores it (IEC 61966-2-1).</summary>
    private static byte Encode(double linear)
    {
        var clipped = Math.Clamp(linear, 0, 1);
        return (byte)Math.Round(255 * (clipped <= 0.0031308 ? 12.92 * clipped : (1.055 * Math.Pow(clipped, 1 / 2.4)) - 0.055));
    }

    /// <summary>A colour in OKLab.</summary>
    private readonly record struct Lab(double L, double A, double B)
    {
        public bool CanBeShown => this.ToLinear() is (>= 0 and <= 1, >= 0 and <= 1, >= 0 and <= 1);

        public double DistanceTo(Lab other) => Math.Sqrt(((L - other.L) * (L - other.L)) + ((A - other.A) * (A - other.A)) + ((B - other.B) * (B - other.B)));

        /// <summary>By Ottosson's matrices: to the cones' responses, cubed, to red, green and blue.</summary>
        public (double Red, double Green, double Blue) ToLinear()
        {
            var l = Math.Pow(L + (0.3963377774 * A) + (0.2158037573 * B), 3);
            var m = Math.Pow(L - (0.1055613458 * A) - (0.0638541728 * B), 3);
            var s = Math.Pow(L - (0.0894841775 * A) - (1.2914855480 * B), 3);
            return (
                (4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s),
                (-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s),
                (-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s));
        }
    }
}
