namespace EfficientNet.Imaging;

/// <summary>Changes of all pixels in place, as torchvision defines them (its functions <c>adjust_brightness</c> and so on), rounded to bytes.</summary>
internal static class ColorChange
{
    private const int Colors = 256;

    /// <summary>Mixes with black.</summary>
    public static void Brightness(Span<byte> pixels, double factor) => Mix(pixels, factor, 0);

    /// <summary>Mixes with the mean grey of the picture.</summary>
    public static void Contrast(Span<byte> pixels, double factor)
    {
        long sum = 0;
        for (var i = 0; i + 2 < pixels.Length; i += 3)
        {
            sum += Grey(pixels[i], pixels[i + 1], pixels[i + 2]);
        }

        var count = pixels.Length / 3;
        Mix(pixels, factor, (int)((sum + (count / 2)) / count));
    }

    /// <summary>Mixes each pixel with its own grey.</summary>
    public static void Saturation(Span<byte> pixels, double factor)
    {
        // What is added to the grey, by the difference of a colour from it, -255 to 255.
        Span<int> added = stackalloc int[(2 * Colors) - 1];
        for (var i = 0; i < added.Length; i++)
        {
            added[i] = Rounded(factor * (i - (Colors - 1)), -Colors, Colors);
        }

        for (var i = 0; i + 2 < pixels.Length; i += 3)
        {
            var grey = Grey(pixels[i], pixels[i + 1], pixels[i + 2]);
            pixels[i] = (byte)Math.Clamp(grey + added[pixels[i] - grey + Colors - 1], 0, Colors - 1);
            pixels[i + 1] = (byte)Math.Clamp(grey + added[pixels[i + 1] - grey + Colors - 1], 0, Colors - 1);
            pixels[i + 2] = (byte)Math.Clamp(grey + added[pixels[i + 2] - grey + Colors - 1], 0, Colors - 1);
        }
    }

    /// <summary>
    /// Turns hues by a part of the colour wheel, the hexagonal one of HSV (Smith: Color Gamut Transform Pairs, 1978). The values of the lightest and
    /// the darkest channel stay.
    /// </summary>
    public static void Hue(Span<byte> pixels, double turn)
    {
        // In sixths of the wheel.
        var shift = (float)(turn * 6);
        for (var i = 0; i + 2 < pixels.Length; i += 3)
        {
            int red = pixels[i], green = pixels[i + 1], blue = pixels[i + 2];
            var value = Math.Max(red, Math.Max(green, blue));
            var range = value - Math.Min(red, Math.Min(green, blue));
            if (range == 0)
            {
                continue;
            }

            var hue = value == red ? (green - blue) / (float)range
                : value == green ? 2 + ((blue - red) / (float)range)
                : 4 + ((red - green) / (float)range);
            hue += shift;
            hue += hue < 0 ? 6 : hue >= 6 ? -6 : 0;
            pixels[i] = Channel(5);
            pixels[i + 1] = Channel(3);
            pixels[i + 2] = Channel(1);

            // A channel is at its darkest for two sixths, at its brightest for two, and rises and falls in between.
            byte Channel(int offset)
            {
                var place = hue + offset;
                place -= place >= 6 ? 6 : 0;
                var fall = Math.Clamp(Math.Min(place, 4 - place), 0, 1);
                return (byte)(value - (int)((range * fall) + 0.5f));
            }
        }
    }

    /// <summary>The grey of a colour, 0 to 255: 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601, section 2.5.1) in fixed point, as Pillow rounds it.</summary>
    public static int Grey(int red, int green, int blue) => ((19595 * red) + (38470 * green) + (7471 * blue) + (1 << 15)) >> 16;

    private static void Mix(Span<byte> pixels, double factor, int other)
    {
        Span<byte> mixed = stackalloc byte[Colors];
        for (var color = 0; color < Colors; color++)
        {
            mixed[color] = (byte)Rounded(other + (factor * (color - other)), 0, Colors - 1);
        }

        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = mixed[pixels[i]];
        }
    }

    // Clamped before it is converted: a factor may be any number.
    private static int Rounded(double number, int low, int high) => (int)Math.Floor(Math.Clamp(number, low, high) + 0.5);
}
