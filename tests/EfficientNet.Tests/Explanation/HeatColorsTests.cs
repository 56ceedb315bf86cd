using EfficientNet.Explanation;

namespace EfficientNet.Tests.Explanation;

public class HeatColorsTests
{
    [Fact]
    public void Steps_look_equally_large_and_each_is_lighter()
    {
        const int Step = 15; // so wide that rounding to bytes plays no part
        var colors = Enumerable.Range(0, HeatColors.Count).Select(index => Lab(HeatColors.Table.Slice(index * 3, 3))).ToArray();
        double[] steps = [.. Enumerable.Range(0, (HeatColors.Count - 1) / Step).Select(step => Distance(colors[step * Step], colors[(step + 1) * Step]))];

        Assert.All(steps, step => Assert.InRange(step / steps.Average(), 0.9, 1.1));
        Assert.All(colors.Zip(colors.Skip(1)), pair => Assert.True(pair.Second.L > pair.First.L));
        Assert.InRange(colors[0].L, 0.25, 0.35);
        Assert.InRange(colors[^1].L, 0.9, 1);
    }

    private static double Distance((double L, double A, double B) left, (double L, double A, double B) right) =>
        Math.Sqrt(Math.Pow(left.L - right.L, 2) + Math.Pow(left.A - right.A, 2) + Math.Pow(left.B - right.B, 2));

    /// <summary>The other way than the table is made: from bytes to OKLab, by the inverse matrices that its author gives, too.</summary>
    private static (double L, double A, double B) Lab(ReadOnlySpan<byte> rgb)
    {
        var (red, green, blue) = (Linear(rgb[0]), Linear(rgb[1]), Linear(rgb[2]));
        var l = Math.Cbrt((0.4122214708 * red) + (0.5363325363 * green) + (0.0514459929 * blue));
        var m = Math.Cbrt((0.2119034982 * red) + (0.6806995451 * green) + (0.1073969566 * blue));
        var s = Math.Cbrt((0.0883024619 * red) + (0.2817188376 * green) + (0.6299787005 * blue));
        return (
            (0.2104542553 * l) + (0.7936177850 * m) - (0.0040720468 * s),
            (1.9779984951 * l) - (2.4285922050 * m) + (0.4505937099 * s),
            (0.0259040371 * l) + (0.7827717662 * m) - (0.8086757660 * s));
    }

    private static double Linear(byte value)
    {
        var share = value / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
    }
}
