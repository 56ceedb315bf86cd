namespace EfficientNet.Architecture;

/// <summary>
/// Compound scaling (arXiv 1905.11946, section 3.3): depth, width and resolution grow together, as powers of three
/// constants found by a grid search, with one coefficient that the user chooses.
/// </summary>
public static class CompoundScaling
{
    /// <summary>Depth constant α.</summary>
    public const double Depth = 1.2;

    /// <summary>Width constant β.</summary>
    public const double Width = 1.1;

    /// <summary>Resolution constant γ.</summary>
    public const double Resolution = 1.15;

    /// <summary>
    /// A network scaled by a compound coefficient φ: its depth multiplier times α^φ, its width multiplier times β^φ, its
    /// resolution times γ^φ, rounded to a whole pixel. The published B1 to B7 follow this only roughly (they were
    /// rounded by hand, and more freely the larger they are): take those by name.
    /// </summary>
    /// <param name="baseline">What to scale; the paper scales B0.</param>
    /// <param name="coefficient">φ; 0 changes nothing, negative values make the network smaller. About 2^φ times the multiply-adds.</param>
    /// <param name="depth">α; 1.2 by default.</param>
    /// <param name="width">β; 1.1 by default.</param>
    /// <param name="resolution">γ; 1.15 by default.</param>
    /// <returns>A variant named after the baseline and φ, without a short name.</returns>
    /// <exception cref="ArgumentException">The coefficient is not finite, a constant is not positive, or the resolution exceeds 2,147,483,647 pixels.</exception>
    public static EfficientNetVariant Apply(
        EfficientNetVariant baseline,
        double coefficient,
        double depth = Depth,
        double width = Width,
        double resolution = Resolution)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        if (!double.IsFinite(coefficient) || !(depth > 0) || !(width > 0) || !(resolution > 0))
        {
            throw new ArgumentException(
                $"Compound scaling needs a finite coefficient and positive constants, got coefficient {coefficient}, depth {depth}, width {width}, resolution {resolution}.");
        }

        var pixels = Math.Round(baseline.Resolution * Math.Pow(resolution, coefficient));
        if (!(pixels <= int.MaxValue))
        {
            throw new ArgumentException(
                $"Compound scaling by coefficient {coefficient} takes the resolution of {baseline.Name} from {baseline.Resolution} to {pixels} pixels, but at most {int.MaxValue} can be counted.");
        }

        return baseline with
        {
            Name = FormattableString.Invariant($"{baseline.Name}_phi{coefficient}"),
            ShortName = "",
            DepthMultiplier = baseline.DepthMultiplier * Math.Pow(depth, coefficient),
            WidthMultiplier = baseline.WidthMultiplier * Math.Pow(width, coefficient),
            Resolution = Math.Max(1, (int)pixels),
        };
    }

    /// <summary>
    /// A scaled number of channels: the nearest multiple of 8, at least 8, and one multiple more where rounding would
    /// take away too much (as the authors' published code rounds).
    /// </summary>
    /// <param name="channels">Channels in the table.</param>
    /// <param name="multiplier">Width multiplier.</param>
    /// <param name="leastShareKept">
    /// The share of the exact product that rounding must leave, 0 .. 1; 0.9 by default. See
    /// <see cref="EfficientNetVariant.LeastShareOfChannelsKept"/>.
    /// </param>
    public static int ScaleChannels(int channels, double multiplier, double leastShareKept = 0.9)
    {
        const int Divisor = 8;
        var exact = channels * multiplier;
        var rounded = Math.Max(Divisor, (int)(exact + Divisor / 2.0) / Divisor * Divisor);
        return rounded < leastShareKept * exact ? rounded + Divisor : rounded;
    }

    /// <summary>A scaled number of blocks: the product, rounded up.</summary>
    /// <param name="repeats">Blocks in the table.</param>
    /// <param name="multiplier">Depth multiplier.</param>
    public static int ScaleRepeats(int repeats, double multiplier) => (int)Math.Ceiling(repeats * multiplier);
}
