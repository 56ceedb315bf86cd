using EfficientNet.Graph;
using EfficientNet.Imaging;

namespace EfficientNet.Explanation;

/// <summary>
/// What each place of one picture adds to each class's logit, as the output <see cref="GraphOutputKind.ClassActivations"/> says. B. Zhou et al.,
/// "Learning Deep Features for Discriminative Localization", CVPR 2016, section 2. Immutable.
/// </summary>
public sealed class ClassActivationMaps
{
    private readonly ReadOnlyMemory<float> _values;
    private readonly int _cells;

    /// <summary>The average of the classes' maps, which raises or lowers all logits alike and so speaks for none of them.</summary>
    private readonly float[] _common;

    /// <summary>The most that any place has to say for any class.</summary>
    private readonly float _strongest;

    /// <summary>Takes the values of one picture.</summary>
    /// <param name="classes">How many classes there are, at least 1.</param>
    /// <param name="height">The height of a map, at least 1.</param>
    /// <param name="width">The width of a map, at least 1.</param>
    /// <param name="values">All maps, classes x height x width numbers, row by row; not copied, so they must not be changed any more.</param>
    /// <exception cref="ArgumentException">The numbers are of another count, or some of them are not finite, as for a row without a picture.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public ClassActivationMaps(int classes, int height, int width, ReadOnlyMemory<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        var expected = (Int128)classes * height * width;
        if (values.Length != expected)
        {
            throw new ArgumentException($"Expected {classes} x {height} x {width} (classes, height, width) = {expected} numbers, found {values.Length}.", nameof(values));
        }

        if (values.Span.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) is >= 0 and var place)
        {
            throw new ArgumentException(
                $"Number {place} of the class activation maps is {values.Span[place]}, but should be finite; a row without a picture has no maps.", nameof(values));
        }

        (Classes, Height, Width, _values, _cells) = (classes, height, width, values, height * width);
        _common = Common();
        _strongest = Enumerable.Range(0, classes).Max(index => Evidence(index).Max());
    }

    /// <summary>How many classes there are.</summary>
    public int Classes { get; }

    /// <summary>The height of a map; 7 for a picture prepared to 224 x 224 pixels.</summary>
    public int Height { get; }

    /// <summary>The width of a map.</summary>
    public int Width { get; }

    /// <summary>A class's map: height x width numbers, row by row, in units of its logit, which is their mean up to rounding.</summary>
    /// <param name="index">The class, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public ReadOnlyMemory<float> Map(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Classes);
        return _values.Slice(index * _cells, _cells);
    }

    /// <summary>
    /// What speaks for a class rather than for the others: its map without the average of all classes' maps. What all maps have in common changes no
    /// probability. Classes whose probability is zero in single precision, as of those that were never trained, are left out of the average. Height x
    /// width numbers, row by row; below 0 where the picture speaks against the class.
    /// </summary>
    /// <param name="index">The class, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public float[] Evidence(int index)
    {
        var evidence = Map(index).ToArray();
        for (var cell = 0; cell < evidence.Length; cell++)
        {
            evidence[cell] -= _common[cell];
        }

        return evidence;
    }

    /// <summary>
    /// Draws a class's <see cref="Evidence"/> over the picture as heat: colours from dark violet through red to light yellow. Heat lies where
    /// the network saw it: what preprocessing cut off is darkened. Where nothing speaks for the class, the picture lies open, its colours paled; the
    /// hottest colour is the most that any place has to say for any class, so drawings of one picture for several classes may be
    /// compared. Between the maps' cells it is interpolated bicubically.
    /// </summary>
    /// <param name="rgb">The picture, turned as it was for the network: row by row, red, green, blue in turn. Not changed.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="preprocessing">What prepared the picture for the network.</param>
    /// <param name="index">The class, from 0.</param>
    /// <returns>The drawing, of the picture's size: row by row, red, green, blue in turn.</returns>
    /// <exception cref="ArgumentException">The number of bytes is not height x width x 3, or the preprocessing is not possible.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or there is no such class.</exception>
    public byte[] Draw(ReadOnlySpan<byte> rgb, int height, int width, Preprocessing preprocessing, int index)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        preprocessing.Validate();
        var expected = (Int128)height * width * 3;
        if (rgb.Length != expected)
        {
            throw new ArgumentException($"Expected {height} x {width} x 3 (height, width, colours) = {expected} bytes, found {rgb.Length}.", nameof(rgb));
        }

        var heat = Evidence(index);
        for (var cell = 0; cell < heat.Length; cell++)
        {
            heat[cell] = _strongest > 0 ? heat[cell] / _strongest : 0;
        }

        return HeatMap.Draw(rgb, height, width, preprocessing, heat, Height, Width);
    }

    private float[] Common()
    {
        double[] logits = [.. Enumerable.Range(0, Classes).Select(index => Map(index).ToArray().Average(value => (double)value))];
        var largest = logits.Max();
        int[] possible = [.. Enumerable.Range(0, Classes).Where(index => MathF.Exp((float)(logits[index] - largest)) > 0)];
        return [.. Enumerable.Range(0, _cells).Select(cell => (float)possible.Average(index => (double)Map(index).Span[cell]))];
    }
}
